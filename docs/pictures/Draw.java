import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Draws the pictures of the pages, from the data below, as SVG files beside this one:
 * {@code java docs/pictures/Draw.java}. With {@code --check} it writes nothing, and fails if a file is not what it
 * would write. Nothing but a JDK is needed.
 */
public class Draw {

  // ------------------------------------------------------------------ data

  /** Who reads what: Consumer01CGroup on a topic of four partitions. */
  private static final List<List<List<Integer>>> GROUPS = List.of(
      List.of(List.of(0, 1, 2, 3)),
      List.of(List.of(0, 1), List.of(2, 3)),
      List.of(List.of(0), List.of(1), List.of(2), List.of(3)),
      List.of(List.of(0), List.of(1), List.of(2), List.of(3), List.of()));

  /**
   * A program is killed when it has processed the records 0 to 22, in batches of ten, so that its position is 30.
   *
   * @param committed where its group starts again
   * @param earliest where it starts if the answer to the last commit was still under way, too
   */
  private record Commit(String program, String way, int committed, int earliest, String note) {}

  private static final int KILLED_AFTER = 23;
  private static final int POSITION = 30;
  private static final int END = 34;
  private static final List<Commit> COMMITS = List.of(
      new Commit("02", "automatic, every 5 s", 0, 0, "no commit yet in these 5 seconds"),
      new Commit("03", "commitSync() after a batch", 20, 20, "at most a batch"),
      new Commit("04", "commitAsync() after a batch", 20, 10, "a batch, or two"),
      new Commit("05", "commitAsync(), commitSync() at the end", 20, 10, "as 04: there is no clean end"),
      new Commit("06", "commitAsync(map) after 5 records", 20, 15, "five records, or ten"),
      new Commit("07", "as 06, and before a rebalance", 20, 15, "as 06: kill -9 runs no callback"));

  /** A step of a sequence: an arrow between two lifelines, or (to is null) what one does by itself. */
  private record Step(String from, String to, String text) {}

  /** One step a line: {@code B -> C: text} for an arrow, {@code A: text} for what A does by itself. */
  private static List<Step> steps(String lines) {
    return lines.lines().map(line -> {
      String[] parts = line.split(": ", 2);
      String[] who = parts[0].split(" -> ");
      return new Step(who[0], who.length == 2 ? who[1] : null, parts[1]);
    }).toList();
  }

  /** The partitions that A reads, from one step to another, and B's: what stands still is what is in no bar. */
  private record Reads(String who, int fromStep, int toStep, String partitions) {}

  /** The lifelines, from left to right. */
  private static final String A = "A";
  private static final String C = "C";
  private static final String B = "B";

  private static final List<Step> EAGER = steps("""
      B -> C: JoinGroup: I am new
      C -> A: heartbeat answer: rebalance
      A: onPartitionsRevoked [0, 1, 2, 3]
      A -> C: JoinGroup
      C -> A: you lead; members: A, B
      C -> B: you are a member
      A: the leader assigns (range)
      A -> C: SyncGroup: A [0, 1], B [2, 3]
      B -> C: SyncGroup
      C -> A: yours: [0, 1]
      C -> B: yours: [2, 3]
      """);
  private static final List<Reads> EAGER_READS = List.of(
      new Reads(A, -1, 2, "0 1 2 3"), new Reads(A, 9, 11, "0 1"), new Reads(B, 10, 11, "2 3"));

  private static final List<Step> COOPERATIVE = steps("""
      B -> C: JoinGroup: I am new
      C -> A: heartbeat answer: rebalance
      A -> C: JoinGroup: I have [0, 1, 2, 3]
      C -> A: you lead; members: A, B
      A -> C: SyncGroup: A [0, 1], B []
      C -> B: yours: []
      C -> A: yours: [0, 1]
      A: onPartitionsRevoked [2, 3]
      A -> C: JoinGroup: I have [0, 1]
      B -> C: JoinGroup: I have []
      A -> C: SyncGroup: A [0, 1], B [2, 3]
      C -> A: yours: [0, 1]
      C -> B: yours: [2, 3]
      """);
  private static final List<Reads> COOPERATIVE_READS = List.of(
      new Reads(A, -1, 7, "0 1 2 3"), new Reads(A, 7, 13, "0 1"), new Reads(B, 12, 13, "2 3"));

  private static final List<Step> CONSUMER = steps("""
      B -> C: heartbeat: I am new
      C: assigns: A [0, 1], B [2, 3]
      C -> B: answer: nothing is free yet
      A -> C: heartbeat
      C -> A: answer: yours are [0, 1]
      A: onPartitionsRevoked [2, 3]
      A -> C: heartbeat: I have [0, 1]
      B -> C: heartbeat
      C -> B: answer: yours are [2, 3]
      """);
  private static final List<Reads> CONSUMER_READS = List.of(
      new Reads(A, -1, 5, "0 1 2 3"), new Reads(A, 5, 9, "0 1"), new Reads(B, 8, 9, "2 3"));

  // -------------------------------------------------------------- pictures

  public static void main(String[] args) throws IOException {
    Map<String, String> pictures = new LinkedHashMap<>();
    pictures.put("ecosystem.svg", ecosystem());
    pictures.put("produce-path.svg", producePath());
    pictures.put("sending.svg", sending());
    pictures.put("groups.svg", groups());
    pictures.put("rebalance-eager.svg",
        sequence("A rebalance, eager (classic protocol, the default)", EAGER, EAGER_READS));
    pictures.put("rebalance-cooperative.svg",
        sequence("A rebalance, cooperative (classic protocol)", COOPERATIVE, COOPERATIVE_READS));
    pictures.put("rebalance-consumer.svg",
        sequence("A rebalance, group.protocol=consumer", CONSUMER, CONSUMER_READS));
    pictures.put("offsets.svg", offsets());
    pictures.put("commits.svg", commits());

    boolean check = List.of(args).contains("--check");
    Path folder = Path.of("docs", "pictures");
    int different = 0;
    for (Map.Entry<String, String> picture : pictures.entrySet()) {
      Path file = folder.resolve(picture.getKey());
      if (!check) {
        Files.writeString(file, picture.getValue());
      } else if (!Files.exists(file) || !Files.readString(file).replace("\r\n", "\n").equals(picture.getValue())) {
        different++;
        System.err.println("Error: " + file + " is not what Draw.java draws; run: java docs/pictures/Draw.java");
      }
    }
    System.exit(different == 0 ? 0 : 1);
  }

  private static String ecosystem() {
    Svg svg = new Svg(900, 560, "Kafka and what is around it: producers write to the brokers, consumers read from "
        + "them, Connect moves data from and to other systems, Streams reads and writes");
    svg.cell(330, 150, 240, 220, "blue", "");
    svg.text(450, 185, "middle", "bold", "Kafka cluster");
    for (int i = 0; i < 3; i++) {
      svg.cell(355, 205 + i * 52, 190, 42, "plain", "broker " + (i + 1));
    }
    svg.cell(20, 165, 190, 50, "green", "producer");
    svg.cell(20, 235, 190, 50, "green", "producer");
    svg.cell(20, 305, 190, 50, "green", "producer");
    svg.cell(690, 165, 190, 50, "orange", "consumer");
    svg.cell(690, 235, 190, 50, "orange", "consumer");
    svg.cell(690, 305, 190, 50, "orange", "consumer");
    for (int y = 190; y <= 330; y += 70) {
      svg.arrow(214, y, 324, y, "");
      svg.arrow(576, y, 684, y, "");
    }
    svg.text(269, 178, "middle", "small", "write");
    svg.text(630, 178, "middle", "small", "read");
    svg.cell(20, 20, 190, 50, "plain", "databases, files");
    svg.cell(330, 20, 240, 50, "plain", "Kafka Connect");
    svg.cell(690, 20, 190, 50, "plain", "search, storage");
    svg.arrow(214, 45, 324, 45, "");
    svg.arrow(576, 45, 684, 45, "");
    svg.text(269, 33, "middle", "small", "source");
    svg.text(630, 33, "middle", "small", "sink");
    svg.arrow(420, 74, 420, 144, "");
    svg.arrow(480, 144, 480, 74, "");
    svg.cell(330, 450, 240, 50, "plain", "Kafka Streams");
    svg.arrow(420, 376, 420, 444, "");
    svg.arrow(480, 444, 480, 376, "");
    svg.text(408, 418, "end", "small", "reads topics");
    svg.text(492, 418, "start", "small", "writes topics");
    svg.text(450, 540, "middle", "small", "This course: producers (green) and consumers (orange).");
    return svg.done();
  }

  private static String producePath() {
    Svg svg = new Svg(900, 640, "The way of a record: send(), serializer, partitioner, buffer with a batch for each "
        + "partition, I/O thread, broker, and back: acknowledged, repeated or failed");
    svg.text(20, 34, "start", "bold", "Your thread, inside send()");
    svg.cell(20, 54, 190, 60, "green", "ProducerRecord");
    svg.cell(250, 54, 190, 60, "plain", "serializers");
    svg.cell(480, 54, 190, 60, "plain", "partitioner");
    svg.text(345, 138, "middle", "small", "key, value: bytes");
    svg.text(575, 138, "middle", "small", "which partition");
    svg.arrow(214, 84, 244, 84, "");
    svg.arrow(444, 84, 474, 84, "");
    svg.path("M674,84 H790 V198", true);

    svg.text(20, 184, "start", "bold", "Buffer (buffer.memory, 32 MB)");
    svg.cell(20, 204, 860, 150, "blue", "");
    for (int p = 0; p < 3; p++) {
      int y = 220 + p * 44;
      svg.text(40, y + 24, "start", "", "partition " + p);
      int filled = List.of(9, 12, 5).get(p);
      for (int i = 0; i < 12; i++) {
        svg.rect(160 + i * 42 + (i / 6) * 24, y, 37, 32, i < filled ? "orange" : "empty");
      }
    }
    svg.text(788, 240, "middle", "small", "a batch is ready:");
    svg.text(788, 264, "middle", "small", "batch.size (16 KB)");
    svg.text(788, 288, "middle", "small", "or linger.ms (5)");
    svg.text(788, 336, "middle", "small", "full: send() waits");

    svg.text(20, 404, "start", "bold", "I/O thread");
    svg.path("M450,356 V424", true);
    svg.cell(320, 428, 260, 56, "plain", "request: ready batches");
    svg.cell(650, 428, 230, 56, "blue", "broker: the leader");
    svg.arrow(584, 456, 644, 456, "");
    svg.path("M765,488 V560 H584", true);
    svg.text(778, 530, "start", "small", "the answer");
    svg.cell(320, 532, 260, 56, "plain", "acknowledged?");
    svg.cell(20, 532, 230, 56, "green", "callback, Future");
    svg.arrow(316, 560, 256, 560, "");
    svg.path("M450,528 V490", true);
    svg.text(438, 516, "end", "small", "no: again, until delivery.timeout.ms");
    svg.text(20, 622, "start", "small", "yes: metadata with the offset; given up: the exception");
    return svg.done();
  }

  /** Three ways, each with three lines: your thread, the I/O thread, the broker. */
  private static String sending() {
    Svg svg = new Svg(900, 800, "Three ways of sending four records: fire and forget, synchronous, asynchronous; who "
        + "works and who waits, from left to right in time");
    String[] lines = {"your thread", "I/O thread", "broker"};
    String[] names = {"Fire and forget: nobody looks at the answer",
        "Synchronous: send(...).get() waits for each answer", "Asynchronous: a callback gets each answer"};
    for (int way = 0; way < 3; way++) {
      int top = 20 + way * 262;
      svg.text(20, top + 20, "start", "bold", names[way]);
      for (int line = 0; line < 3; line++) {
        int y = top + 40 + line * 66;
        svg.text(20, y + 29, "start", "small", lines[line]);
        svg.line(140, y + 48, 880, y + 48, "faint");
      }
      int main = top + 40;
      int io = main + 66;
      int broker = io + 66;
      if (way == 1) {
        for (int i = 0; i < 3; i++) {
          int x = 150 + i * 244;
          svg.cell(x, main, 44, 44, "green", "" + i);
          svg.cell(x + 48, main, 188, 44, "empty", "waits");
          svg.cell(x + 62, io, 44, 44, "orange", "" + i);
          svg.cell(x + 112, broker, 44, 44, "blue", "" + i);
          svg.arrow(x + 24, main + 46, x + 66, io - 2, "");
          svg.arrow(x + 84, io + 46, x + 130, broker - 2, "");
          svg.path("M" + (x + 144) + "," + (broker - 2) + " L" + (x + 212) + "," + (main + 48), true);
        }
      } else {
        for (int i = 0; i < 4; i++) {
          svg.cell(150 + i * 48, main, 44, 44, "green", "" + i);
        }
        svg.cell(346, main, 180, 44, "empty", "does other work");
        svg.cell(290, io, 140, 44, "orange", "0 1 2 3");
        svg.cell(440, broker, 140, 44, "blue", "0 1 2 3");
        svg.arrow(320, main + 46, 330, io - 2, "");
        svg.arrow(434, io + 30, 470, broker - 2, "");
        if (way == 0) {
          svg.cell(530, main, 120, 44, "empty", "close()");
          svg.arrow(560, broker - 2, 600, io + 34, "faint");
          svg.text(612, io + 29, "start", "small", "retries, but tells nobody");
        } else {
          svg.arrow(560, broker - 2, 610, io + 46, "");
          svg.cell(620, io, 200, 44, "orange", "callback 0 1 2 3");
          svg.cell(530, main, 300, 44, "empty", "close() waits for them");
        }
      }
    }
    return svg.done();
  }

  private static String groups() {
    Svg svg = new Svg(900, 800, "A topic of four partitions, read by a group of one, two, four and five consumers; the "
        + "fifth has nothing to do");
    String[] panels = {"One consumer", "Two consumers", "Four consumers", "Five consumers"};
    for (int panel = 0; panel < GROUPS.size(); panel++) {
      List<List<Integer>> members = GROUPS.get(panel);
      int left = 20 + (panel % 2) * 460;
      int top = 20 + (panel / 2) * 350;
      svg.text(left, top + 22, "start", "bold", panels[panel]);
      int height = panel < 2 ? 260 : 330;
      int middle = top + 44 + height / 2 - 10;
      for (int p = 0; p < 4; p++) {
        svg.cell(left, middle - 113 + p * 60, 130, 46, "blue", "partition " + p);
      }
      int gap = 60;
      int first = middle - 23 - (members.size() - 1) * gap / 2;
      for (int m = 0; m < members.size(); m++) {
        int y = first + m * gap;
        boolean idle = members.get(m).isEmpty();
        svg.cell(left + 250, y, 150, 46, idle ? "idle" : "orange", idle ? "idle" : "consumer " + (m + 1));
        for (int p : members.get(m)) {
          svg.arrow(left + 134, middle - 90 + p * 60, left + 244, y + 23, "");
        }
      }
    }
    svg.text(20, 770, "start", "small",
        "Each partition has one reader in the group. The idle one need not be the one that came last.");
    return svg.done();
  }

  private static String sequence(String title, List<Step> steps, List<Reads> reads) {
    int stepHeight = 54;
    int top = 140;
    int height = top + steps.size() * stepHeight + 50;
    Svg svg = new Svg(900, height, title);
    Map<String, Integer> x = Map.of(A, 150, C, 460, B, 770);
    Map<String, String> names = Map.of(A, "Consumer A", C, "Group coordinator (a broker)", B, "Consumer B");
    svg.text(20, 34, "start", "bold", title);
    for (String who : List.of(A, C, B)) {
      int width = who.equals(C) ? 290 : 170;
      svg.cell(x.get(who) - width / 2, 54, width, 46, who.equals(C) ? "blue" : "orange", names.get(who));
      svg.line(x.get(who), 102, x.get(who), height - 20, "faint");
    }
    for (Reads bar : reads) {
      int at = x.get(bar.who()) + (bar.who().equals(A) ? -116 : 26);
      int from = bar.fromStep() < 0 ? 110 : top + bar.fromStep() * stepHeight + 6;
      int to = bar.toStep() >= steps.size() ? height - 20 : top + bar.toStep() * stepHeight - 6;
      svg.rect(at, from, 90, to - from, "green");
      svg.text(at + 45, from + Math.min(30, (to - from) / 2 + 12), "middle", "small", "reads");
      if (to - from > 50) {
        svg.text(at + 45, from + 54, "middle", "small", bar.partitions());
      }
    }
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      int y = top + i * stepHeight;
      int from = x.get(step.from());
      if (step.to() == null) {
        int width = 300;
        int left = step.from().equals(C) ? from - width / 2 : from - 8;
        svg.rect(left, y - 26, width, 36, step.from().equals(C) ? "blue" : "orange");
        svg.text(left + width / 2, y - 1, "middle", "small", step.text());
      } else {
        int to = x.get(step.to());
        int sign = to > from ? 1 : -1;
        svg.text((from + to) / 2, y - 8, "middle", "small", step.text());
        svg.arrow(from + sign * 4, y, to - sign * 6, y, "");
      }
    }
    return svg.done();
  }

  private static String offsets() {
    Svg svg = new Svg(900, 400, "A partition with the group's committed offset, the consumer's position and the end");
    int committed = 10;
    int processed = 14;
    int position = 20;
    int end = 24;
    int left = 25;
    int size = 35;
    int y = 150;
    for (int i = 0; i < end; i++) {
      String kind = i < committed ? "green" : i < processed ? "orange" : i < position ? "blue" : "empty";
      svg.cell(left + i * size, y, size - 3, 50, kind, "" + i);
    }
    int[] at = {committed, position, end};
    String[] name = {"committed = 10", "position = 20", "end = 24"};
    String[] what = {"kept by Kafka", "in the consumer", "in the broker"};
    String[] anchor = {"middle", "end", "end"};
    for (int i = 0; i < 3; i++) {
      int px = left + at[i] * size - 2;
      svg.text(anchor[i].equals("end") ? px + 12 : px, 60, anchor[i], "bold", name[i]);
      svg.text(anchor[i].equals("end") ? px + 12 : px, 88, anchor[i], "small", what[i]);
      svg.arrow(px, 100, px, y - 4, "");
    }
    String[] kinds = {"green", "orange", "blue", "empty"};
    String[] legend = {"processed, and committed", "processed, not committed: read again after a crash",
        "returned by poll(), not processed yet", "not read yet; lag = end - committed = 14"};
    for (int i = 0; i < kinds.length; i++) {
      svg.rect(left, 238 + i * 40, 32, 28, kinds[i]);
      svg.text(left + 50, 259 + i * 40, "start", "", legend[i]);
    }
    return svg.done();
  }

  private static String commits() {
    int rowHeight = 112;
    int left = 25;
    int first = 128;
    Svg svg = new Svg(900, first + 24 + COMMITS.size() * rowHeight + 130,
        "Six ways of committing, a consumer killed after 23 records: what the group reads again");
    svg.text(left, 34, "start", "bold", "Killed after 23 records, in batches of ten: what is read again");
    int bottom = first + (COMMITS.size() - 1) * rowHeight + 68;
    String[] marks = {"kill -9", "position = 30", "end = 34"};
    String[] anchors = {"end", "middle", "end"};
    int[] at = {KILLED_AFTER, POSITION, END};
    for (int i = 0; i < marks.length; i++) {
      int x = commitX(at[i]) - 2;
      svg.line(x, 104, x, bottom, i == 0 ? "red" : "faint");
      svg.text(i == 2 ? x + 12 : x, i == 1 ? 72 : 96, anchors[i], "small", marks[i]);
    }
    for (int row = 0; row < COMMITS.size(); row++) {
      Commit commit = COMMITS.get(row);
      int y = first + row * rowHeight;
      svg.text(left, y + 16, "start", "bold", "Consumer " + commit.program());
      svg.text(left + 172, y + 16, "start", "", commit.way());
      for (int i = 0; i < END; i++) {
        String kind = i >= POSITION ? "empty" : i >= KILLED_AFTER ? "blue" : i >= commit.committed() ? "orange"
            : i >= commit.earliest() ? "maybe" : "green";
        svg.rect(commitX(i), y + 28, 21, 34, kind);
      }
      String or = commit.committed() == commit.earliest() ? "" : ", or " + commit.earliest();
      svg.text(left, y + 86, "start", "small", "starts again at " + commit.committed() + or + ": " + commit.note());
    }
    int y = first + COMMITS.size() * rowHeight + 20;
    String[] kinds = {"green", "orange", "maybe", "blue", "empty"};
    String[] legend = {"committed", "processed, read again", "read again if that commit was under way",
        "returned by poll(), not processed", "not read yet"};
    for (int i = 0; i < kinds.length; i++) {
      int lx = left + (i % 2) * 470;
      int ly = y + i / 2 * 42;
      svg.rect(lx, ly, 32, 28, kinds[i]);
      svg.text(lx + 46, ly + 21, "start", "", legend[i]);
    }
    return svg.done();
  }

  /** The left edge of a record; a gap separates the batches. */
  private static int commitX(int record) {
    return 25 + record * 24 + record / 10 * 8;
  }

  // ---------------------------------------------------------- the svg file

  /** Lines of SVG that follow the reader's light or dark scheme; there is no background. */
  private static final class Svg {

    private final StringBuilder body = new StringBuilder();

    Svg(int width, int height, String title) {
      body.append(String.format(Locale.ROOT, """
          <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img">
          <title>%s</title>
          <style>
          text { font: 19px "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; fill: #1f2328 }
          .bold { font-weight: 600; font-size: 21px }
          .small { font-size: 18px; fill: #454c54 }
          rect { stroke-width: 2; rx: 5px; fill: #f6f8fa; stroke: #6e7781 }
          .green { fill: #c6f2d0; stroke: #1a7f37 }
          .orange { fill: #ffe2b8; stroke: #bc6a00 }
          .maybe { fill: #fff4e0; stroke: #bc6a00; stroke-dasharray: 5 4 }
          .blue { fill: #d3eaff; stroke: #0969da }
          .empty, .idle { fill: none; stroke: #8c959f }
          .idle { stroke-dasharray: 6 5 }
          path, line { fill: none; stroke: #57606a; stroke-width: 2 }
          marker path { fill: #57606a; stroke: none }
          .faint { stroke: #b6bdc4 }
          .red { stroke: #cf222e; stroke-width: 5 }
          @media (prefers-color-scheme: dark) {
            text { fill: #f0f6fc }
            .small { fill: #c3cad2 }
            rect { fill: #1c2229; stroke: #9198a1 }
            .green { fill: #12391f; stroke: #3fb950 }
            .orange { fill: #4a2f09; stroke: #e09b37 }
            .maybe { fill: #241a0c; stroke: #e09b37 }
            .blue { fill: #10305a; stroke: #58a6ff }
            .empty, .idle { fill: none; stroke: #7d8590 }
            path, line { stroke: #b1bac4 }
            marker path { fill: #b1bac4 }
            .faint { stroke: #57606a }
            .red { stroke: #f85149 }
          }
          </style>
          <defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" \
          orient="auto-start-reverse"><path d="M0,0 L10,5 L0,10 z"/></marker></defs>
          """, width, height, escape(title)));
    }

    void rect(int x, int y, int width, int height, String kind) {
      body.append(String.format(Locale.ROOT, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>%n",
          kind, x, y, width, height));
    }

    void cell(int x, int y, int width, int height, String kind, String label) {
      rect(x, y, width, height, kind);
      if (!label.isEmpty()) {
        text(x + width / 2, y + height / 2 + 7, "middle", "", label);
      }
    }

    void text(int x, int y, String anchor, String kind, String text) {
      body.append(String.format(Locale.ROOT, "<text class=\"%s\" x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n",
          kind, x, y, anchor, escape(text)));
    }

    void line(int x1, int y1, int x2, int y2, String kind) {
      body.append(String.format(Locale.ROOT, "<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n",
          kind, x1, y1, x2, y2));
    }

    void arrow(int x1, int y1, int x2, int y2, String kind) {
      body.append(String.format(Locale.ROOT,
          "<line class=\"%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" marker-end=\"url(#head)\"/>%n",
          kind, x1, y1, x2, y2));
    }

    void path(String d, boolean arrow) {
      body.append(String.format(Locale.ROOT, "<path d=\"%s\"%s/>%n", d, arrow ? " marker-end=\"url(#head)\"" : ""));
    }

    String done() {
      return body.append("</svg>\n").toString().replace(" class=\"\"", "").replace(System.lineSeparator(), "\n");
    }

    private static String escape(String text) {
      return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
  }
}
