package kafkalab.tour;

import static kafkalab.tour.ScenarioSteps.TIMEOUT;
import static kafkalab.tour.ScenarioSteps.awaitExitCodeZero;
import static kafkalab.tour.ScenarioSteps.expect;

import java.util.List;
import kafkalab.catalog.Lesson;
import kafkalab.process.LessonProcess;
import kafkalab.process.OutputLine;
import kafkalab.support.ExitCode;

/** How the tour runs each producer beyond the slides, and what it then checks on the cluster. */
final class BeyondProducerScenarios {

  private final LessonStage stage;

  BeyondProducerScenarios(LessonStage stage) {
    this.stage = stage;
  }

  /** As {@link TourScenarios#play}. */
  String play(Lesson lesson) throws InterruptedException {
    return switch (lesson.shortName()) {
      case "producer06" -> acks(lesson);
      case "producer07" -> lostAcknowledgements(lesson);
      case "producer08" -> transactions(lesson);
      case "producer09" -> partitioning(lesson);
      case "producer10" -> schema(lesson);
      default -> throw new ScenarioFailure("the tour has no scenario for it");
    };
  }

  /** While no broker dies, each promise is kept; the lesson's page says which key kills one. */
  private String acks(Lesson lesson) throws InterruptedException {
    for (String acks : List.of("all", "1")) {
      String topic = stage.newTopic(lesson, 1, "-" + acks);
      awaitExitCodeZero(stage.startShown(stage.lesson(lesson, topic).messages(5_000)
          .clientSetting("acks", acks)));
      long there = stage.endOffsets(topic).values().stream().mapToLong(Long::longValue).sum();
      expect(there == 5_000, "acks=" + acks + ": the topic holds " + there + " records instead of 5000");
    }
    return "acks=all and acks=1: 5000 records each, as long as the leader lives";
  }

  /** With idempotence, and without; batches are small, so that there are enough answers to lose some. */
  private String lostAcknowledgements(Lesson lesson) throws InterruptedException {
    if (stage.isEncrypted()) {
      return refused(lesson);
    }
    long with = writtenWithLostAcknowledgements(lesson, true);
    stage.show("  | again, without idempotence ...");
    long without = writtenWithLostAcknowledgements(lesson, false);
    expect(with == 30, "with idempotence the topic holds " + with + " records instead of 30");
    expect(without > 30, "without idempotence the topic holds " + without + " records instead of more than 30");
    return "acknowledgements lost: 30 records on the topic, without idempotence " + without;
  }

  /** Its proxy cannot read what is encrypted. */
  private String refused(Lesson lesson) throws InterruptedException {
    LessonProcess process = stage.startShown(stage.lesson(lesson, stage.newTopic(lesson, 1)));
    Integer exitCode = process.awaitExit(TIMEOUT).orElse(null);
    expect(Integer.valueOf(ExitCode.WRONG_SETTING).equals(exitCode)
        && process.lines().stream().anyMatch(line -> line.contains("needs a connection without TLS")),
        "over TLS it ended with exit code " + exitCode);
    return "this cluster's connections are encrypted: the lesson says that it cannot run here";
  }

  private long writtenWithLostAcknowledgements(Lesson lesson, boolean idempotent) throws InterruptedException {
    String topic = stage.newTopic(lesson, 1, idempotent ? "" : "-without");
    awaitExitCodeZero(stage.startShown(stage.lesson(lesson, topic).messages(30).delayMs(10)
        .clientSetting("batch.size", "0").clientSetting("enable.idempotence", Boolean.toString(idempotent))));
    return stage.endOffsets(topic).values().stream().mapToLong(Long::longValue).sum();
  }

  /** Six transactions, of which two are aborted: a reader under read_committed gets four records. */
  private String transactions(Lesson lesson) throws InterruptedException {
    String topic = stage.newTopic(lesson, 1);
    stage.newTopic(lesson, 1, ".payments");
    // a transactional.id of this tour's own: it must not fence off a student's producer
    awaitExitCodeZero(stage.startShown(stage.lesson(lesson, topic).messages(6).delayMs(0)
        .environment("LAB_INSTANCE", topic)));
    stage.show("  | read with isolation.level=read_committed:");
    LessonProcess reader = stage.startShown(stage.lesson(Lesson.named("consumer01"), topic).messages(4)
        .clientSetting("isolation.level", "read_committed"));
    awaitExitCodeZero(reader);
    List<String> keys = reader.records().stream().map(OutputLine.Record::key).toList();
    expect(keys.equals(List.of("0", "1", "3", "4")), "a reader under read_committed gets the keys " + keys);
    return "6 transactions, 2 aborted: a reader under read_committed gets the records of 4";
  }

  /** Kafka's partitioner, and the lesson's own. */
  private String partitioning(Lesson lesson) throws InterruptedException {
    String topic = stage.newTopic(lesson, 4);
    LessonProcess byHash = stage.startShown(stage.lesson(lesson, topic));
    awaitExitCodeZero(byHash);
    stage.show("  | again, with the partitioner that keeps partition 3 for the key vip ...");
    LessonProcess vip = stage.startShown(stage.lesson(lesson, topic).messages(4)
        .clientSetting("partitioner.class", lesson.className() + "$VipPartitioner"));
    awaitExitCodeZero(vip);
    expect(byHash.records().size() == 12, byHash.records().size() + " records sent instead of 12");
    expect(vip.records().stream().allMatch(record -> record.key().equals("vip") == (record.partition() == 3)),
        "partition 3 is not that of the key vip alone");
    return "12 records by key, without a key and by number; then the key vip alone in partition 3";
  }

  /** Three schemas, and two readers: the third schema is one that neither can read. */
  private String schema(Lesson lesson) throws InterruptedException {
    String topic = stage.newTopic(lesson, 1);
    LessonProcess process = stage.startShown(stage.lesson(lesson, topic).messages(3));
    awaitExitCodeZero(process);
    for (String reader : List.of("old", "new")) {
      List<String> values = process.lines().stream()
          .filter(line -> line.startsWith("  " + reader + " reader: ")).toList();
      long unreadable = values.stream().filter(line -> line.contains("cannot be read: ")).count();
      expect(values.size() == 3 && unreadable == 1, "the " + reader + " reader reads " + values);
    }
    return "a new field with a default: both readers read both; another type of a field: neither can";
  }
}
