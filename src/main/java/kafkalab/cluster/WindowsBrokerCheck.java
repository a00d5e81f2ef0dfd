package kafkalab.cluster;

import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;

/**
 * Whether a broker itself runs on Windows, which is not where this program runs: Docker's containers are Linux.
 * Deleting a topic may crash such a broker: it renames the topic's folder, and Windows renames none with open files.
 *
 * @see <a href="https://issues.apache.org/jira/browse/KAFKA-1194">KAFKA-1194</a>
 */
public final class WindowsBrokerCheck {

  /** {@code C:\data} or {@code \\server\data}. */
  private static final Pattern FOLDER = Pattern.compile("([A-Za-z]:|\\\\)[\\\\/].*");

  private WindowsBrokerCheck() {}

  /** Whether one of the cluster's brokers keeps its topics in a folder of Windows; false if that may not be asked. */
  public static boolean isAmong(Admin admin) {
    try {
      List<Integer> brokers = KafkaFutures.get(admin.describeCluster().nodes()).stream().map(Node::id).toList();
      return KafkaFutures.get(admin.describeLogDirs(brokers).allDescriptions()).values().stream()
          .flatMap(folders -> folders.keySet().stream()).anyMatch(WindowsBrokerCheck::isFolder);
    } catch (KafkaException e) {
      return false;
    }
  }

  static boolean isFolder(String path) {
    return FOLDER.matcher(path).matches();
  }
}
