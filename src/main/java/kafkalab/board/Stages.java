package kafkalab.board;

import java.util.Map;
import kafkalab.board.group.GroupModel;
import kafkalab.board.web.RequestException;
import kafkalab.cluster.KafkaFutures;
import kafkalab.cluster.Topics;
import kafkalab.cluster.WindowsBrokerCheck;
import kafkalab.common.LabTopics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;

/** Which group and which topic the board shows: the ones it began with, and others of its own. */
final class Stages {

  /** A topic of the board's own, as the lessons' topic must keep its four partitions. */
  private static final String GROWING_TOPIC = "ak03.board-growing";
  private static final int PARTITIONS = 4;
  static final int MOST_PARTITIONS = 64;

  private final Session session;
  private final Programs programs;
  private final Admin admin;
  /** What the names of the other groups begin with. */
  private final String group;
  private Stage first;
  private int groups;

  Stages(Session session, Programs programs, Admin admin) {
    this.session = session;
    this.programs = programs;
    this.admin = admin;
    first = session.stage();
    group = first.group();
  }

  /** Shows what the board began with, or what was chosen since, if it is not that already. */
  synchronized void showFirst() {
    if (!session.stage().topic().equals(first.topic())) {
      show(first);
    }
  }

  /** Another protocol needs another group: all members of one must speak the same. */
  synchronized void choose(Protocol protocol) {
    first = new Stage(first.topic(), group + "-" + protocol.title() + "-" + ++groups, protocol);
    show(first);
  }

  /** Shows a topic that may get more partitions, with four of them. */
  synchronized void showGrowing() throws RequestException {
    if (session.stage().topic().equals(GROWING_TOPIC)) {
      programs.stopAll();
    }
    if (Topics.partitionCount(admin, GROWING_TOPIC).filter(count -> count != PARTITIONS).isPresent()) {
      if (WindowsBrokerCheck.isAmong(admin)) {
        throw new RequestException(409, "the topic of this scene has its partitions already, and to delete it may crash"
            + " a broker on Windows (KAFKA-1194); start it with scripts/lab broker --fresh");
      }
      Topics.delete(admin, GROWING_TOPIC);
    }
    Topics.create(admin, GROWING_TOPIC, PARTITIONS);
    show(new Stage(GROWING_TOPIC, group + "-growing-" + ++groups, first.protocol()));
  }

  private void show(Stage next) {
    programs.stopAll();
    session.show(next, Topics.partitionCount(admin, next.topic()).orElse(0));
  }

  /** Adds partitions to the topic that is shown. */
  synchronized void addPartitions(int more) throws RequestException {
    String topic = session.stage().topic();
    if (LabTopics.ALL.containsKey(topic)) {
      throw new RequestException(409, "the lessons need " + topic + " with its " + LabTopics.ALL.get(topic)
          + " partitions; play the scene 'More partitions', which has a topic of its own");
    }
    int count = session.partitions() + more;
    if (more < 1 || count > MOST_PARTITIONS) {
      throw new RequestException(400, "a topic can have " + MOST_PARTITIONS + " partitions here at most");
    }
    session.tell(session.stage(), GroupModel::partitionsAdded); // before the group can notice it
    KafkaFutures.get(admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(count))).all());
  }
}
