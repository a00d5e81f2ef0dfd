package kafkalab.cli;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import kafkalab.common.Cluster;
import kafkalab.common.LabConfig;
import kafkalab.common.LabException;
import kafkalab.common.LabTopics;
import org.apache.kafka.clients.admin.Admin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The lab's topics on the configured cluster. */
@Command(name = "topics", mixinStandardHelpOptions = true, sortOptions = false,
    description = "Creates the lab's topics where they are missing, and describes them.")
final class Topics implements Callable<Integer> {

  @Option(names = "--recreate", paramLabel = "TOPIC", completionCandidates = Names.class,
      description = "Delete this topic of the lab with its records, and make it anew.")
  private List<String> recreate = new ArrayList<>();

  /** The lab's topics, for the shell to complete. */
  static final class Names implements Iterable<String> {

    @Override
    public Iterator<String> iterator() {
      return LabTopics.ALL.keySet().iterator();
    }
  }

  @Override
  public Integer call() {
    LabConfig lab = LabConfig.load(Topics.class);
    for (String topic : recreate) {
      if (!LabTopics.ALL.containsKey(topic)) {
        throw new LabException(LabException.WRONG_SETTING, "--recreate " + topic + ": no topic of the lab. They are "
            + String.join(", ", LabTopics.ALL.keySet()) + ".");
      }
    }
    Cluster.check(lab);
    System.out.println("Topics at " + lab.bootstrapServers() + ":");
    List<String> wrong = new ArrayList<>();
    try (Admin admin = Admin.create(lab.adminSettings())) {
      for (Map.Entry<String, Integer> topic : LabTopics.ALL.entrySet()) {
        String name = topic.getKey();
        if (recreate.contains(name) && LabTopics.partitions(admin, name).isPresent()) {
          LabTopics.delete(admin, name);
        }
        boolean created = LabTopics.create(admin, name, topic.getValue());
        int count = Optional.of(LabTopics.ends(admin, name).size()).orElseThrow();
        long records = LabTopics.ends(admin, name).values().stream().mapToLong(Long::longValue).sum();
        System.out.printf("  %-20s %d %-11s %9d records written%s%n", name, count,
            count == 1 ? "partition" : "partitions", records, created ? ", just created" : "");
        if (count != topic.getValue()) {
          wrong.add(LabTopics.remedy(name, count));
        }
      }
    }
    wrong.forEach(line -> System.err.println("Error: " + line));
    return wrong.isEmpty() ? 0 : LabException.WRONG_TOPIC;
  }
}
