package kafkalab.board.group;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import kafkalab.cluster.ConsumerGroup;
import kafkalab.process.OutputLine;

/**
 * A group as it changes: what the cluster shows at several moments, what the programs say and how they end. Each
 * change is an event. Where a program says what it has, its word counts, as it comes at once; elsewhere the cluster's.
 *
 * <p>One thread at a time calls it.
 */
public final class GroupModel {

  private final String topic;
  private final LongSupplier millis;
  private final Consumer<ObjectNode> events;
  private final Figures figures;
  private final Assignments assignments;
  private final Rebalances rebalances;
  private final HandOvers handOvers;
  private final Members members = new Members();
  private final Set<String> joined = new HashSet<>();
  private boolean attached;
  private String lastGroup = "";
  private String lastMembers = "";
  private ConsumerGroup lastFound;
  /** In a rebalance the cluster does not say it. */
  private String lastAssignor = "";

  /** A group of which nothing is known yet. */
  public GroupModel(String topic, LongSupplier millis, Consumer<ObjectNode> events, Figures figures) {
    this.topic = topic;
    this.millis = millis;
    this.events = events;
    this.figures = figures;
    assignments = new Assignments(topic, millis);
    rebalances = new Rebalances(millis, events);
    handOvers = new HandOvers(millis, events, figures, rebalances, members);
  }

  /** The board has started a consumer. */
  public void started(String name, String lesson, long pid) {
    members.add(Member.ofTheBoard(name, lesson, pid));
    rebalances.guess(name + " joined");
    showMembers();
  }

  /** A consumer that the board has started polls no more, or seldom, and is expelled after a while. */
  public void paced(String name, boolean paused, long expelledAfterMs) {
    long t = millis.getAsLong();
    Member member = members.get(name);
    if (member != null) {
      member.pace(paused ? Member.Pace.PAUSED : Member.Pace.SLOW, t, t + expelledAfterMs);
      showMembers();
    }
  }

  /** It polls again as it should. */
  public void resumed(String name) {
    Member member = members.get(name);
    if (member != null) {
      member.pace(Member.Pace.OWN, millis.getAsLong(), null);
      showMembers();
    }
  }

  /**
   * A consumer that the board has started ends, or has ended.
   *
   * @param why in a word: left, killed ...
   * @param noticedAfterMs after how long the group notices it; null if it leaves the group
   */
  public void ended(String name, String why, Long noticedAfterMs) {
    Member member = members.get(name);
    if (member == null || member.hasEnded()) {
      return;
    }
    long t = millis.getAsLong();
    member.end(why, t, noticedAfterMs == null || !member.isInGroup() ? null : Long.valueOf(t + noticedAfterMs));
    rebalances.guess(name + (noticedAfterMs == null ? " left" : " was killed"));
    if (noticedAfterMs != null) {
      assignments.ended(name);
    }
    showMembers();
  }

  /** A consumer that the board has started has printed a line. */
  public void printed(String name, OutputLine line) {
    Member member = members.get(name);
    if (member == null) {
      return;
    }
    if (line instanceof OutputLine.Record record && record.topic().equals(topic)) {
      figures.processed(name, record.partition(), record.offset());
    } else if (line instanceof OutputLine.Rebalance rebalance) {
      events.accept(Json.event(millis.getAsLong(), "said").put("member", name).put("line", line.text()));
      if (!member.hasEnded() || !(line instanceof OutputLine.Assigned)) {
        told(member, rebalance);
      }
    }
  }

  private void told(Member member, OutputLine.Rebalance line) {
    member.hasSpoken();
    Assignments.Change change = assignments.told(member, line);
    if (rebalances.isRunning() || change.any()) {
      rebalances.seen();
    }
    handOvers.show(change.taken());
    showMembers();
  }

  /** What the cluster shows now; empty if there is no such group. */
  public void sample(Optional<ConsumerGroup> found) {
    lastFound = found.orElse(null);
    showGroup();
    List<ConsumerGroup.Member> listed = found.map(ConsumerGroup::members).orElse(List.of());
    unlist(listed);
    listed.forEach(this::list);
    listed.forEach(member -> assign(members.byId(member.memberId()), member));
    if (found.map(ConsumerGroup::isRebalancing).orElse(false)) {
      rebalances.seen();
    }
    if (!attached) {
      attached = true;
      rebalances.settled(assignments.of(members));
    }
    if (rebalances.isRunning() && isOver()) {
      joined.clear();
      rebalances.over(assignments.of(members));
    }
    showMembers();
  }

  private boolean isOver() {
    return Settling.isOver(lastFound, members, assignments, millis.getAsLong() - rebalances.lastSeen());
  }

  /** Those that the cluster does not list any more. */
  private void unlist(List<ConsumerGroup.Member> listed) {
    for (Member member : members.unlisted(listed)) {
      boolean back = !member.hasEnded() && listed.stream().anyMatch(other -> other.clientId().equals(member.name()));
      if (!back) {
        rebalances.seen(whyGone(member));
        assignments.ended(member.name());
      }
    }
  }

  private String whyGone(Member member) {
    long t = millis.getAsLong();
    if (!member.isOfTheBoard()) {
      member.end("left or timed out", t, null);
      return member.name() + " left or timed out";
    }
    if (!member.hasEnded()) {
      return member.name() + " was too slow: max.poll.interval.ms";
    }
    return !member.ended().equals("killed") ? member.name() + " left" : member.name()
        + " was killed; its session timed out after " + Sentences.duration(t - member.endedAt());
  }

  private void list(ConsumerGroup.Member listed) {
    Member known = members.byId(listed.memberId());
    boolean isNew = known == null;
    Member member = isNew ? members.joining(listed) : known;
    boolean again = member.wasInGroup();
    member.listed(listed.memberId(), listed.host(), millis.getAsLong());
    if (isNew && attached) {
      joined.add(member.name());
      rebalances.seen(member.name() + (again ? " joined again" : " joined"));
    }
  }

  /** Takes over what the cluster says that a member has, where its program does not say it. */
  private void assign(Member member, ConsumerGroup.Member listed) {
    if (lastFound.epoch().isPresent()) {
      member.target(assignments.numbers(listed.target()));
    }
    if (member.hasEnded() || member.speaks(millis.getAsLong())) {
      return;
    }
    boolean unknown = lastFound.isRebalancing() && lastFound.epoch().isEmpty();
    if (unknown && lastAssignor.contains("cooperative")) {
      return; // it goes on reading; what it is to give back is known when the rebalance is over
    }
    Assignments.Change change = assignments.listed(member, listed);
    if (attached && change.any()) {
      rebalances.seen();
      handOvers.show(change.taken());
    }
  }

  /** The topic has more partitions than before; the group notices that some time later. */
  public void partitionsAdded() {
    rebalances.guess("partitions were added");
  }

  /** Time passes. */
  public void tick() {
    members.forgetGone(millis.getAsLong());
    showMembers();
  }

  /** Whether something is going on, so that the cluster is to be asked more often. */
  public boolean isChanging() {
    return rebalances.isRunning() || members.all().stream()
        .anyMatch(member -> member.hasEnded() == member.isInGroup() || !member.isAtOwnPace());
  }

  /** Shows all once more, for those who begin to look now. */
  public void showAgain() {
    lastGroup = "";
    lastMembers = "";
    showGroup();
    showMembers();
  }

  private void showGroup() {
    ConsumerGroup group = lastFound;
    if (group != null && !group.assignor().isEmpty()) {
      lastAssignor = group.assignor();
    }
    ObjectNode event = Json.group(millis.getAsLong(), group);
    String text = event.toString().replaceFirst("\"t\":\\d+", "");
    if (!text.equals(lastGroup)) {
      lastGroup = text;
      events.accept(event);
    }
  }

  private void showMembers() {
    ArrayNode list = Json.MAPPER.createArrayNode();
    members.all().forEach(member ->
        list.add(member.json(assignments.of(member), rebalances.isRunning(), joined.contains(member.name()))));
    String text = list.toString();
    if (!text.equals(lastMembers)) {
      lastMembers = text;
      ObjectNode event = Json.event(millis.getAsLong(), "members");
      event.set("list", list);
      events.accept(event);
    }
  }

  /** The group at this moment. */
  public GroupView view() {
    return new GroupView(lastFound != null, attached && !rebalances.isRunning(), assignments.of(members),
        members.names(), rebalances.list());
  }
}
