package kafkalab.admin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import kafkalab.cluster.KafkaFutures;
import kafkalab.cluster.Partitions;
import kafkalab.common.LabTopics;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;

/**
 * What lessons leave behind of the lab's topics: their dead letters and results, on topics of these topics' names, and
 * the student's share groups.
 *
 * @param topics those that there are, with their descriptions
 */
record Leftovers(Map<String, TopicDescription> topics, List<String> shareGroups) {

  /**
   * Asks the cluster.
   *
   * @param isLessons whether a group's name is that of a lesson of the student
   */
  static Leftovers of(Admin admin, Predicate<String> isLessons) {
    List<String> groups = KafkaFutures.get(admin.listGroups(ListGroupsOptions.forShareGroups()).all()).stream()
        .map(GroupListing::groupId).filter(isLessons).sorted().toList();
    return new Leftovers(Partitions.topics(admin, topicNames()), groups);
  }

  /** The names of such topics, whether they exist or not. */
  static Set<String> topicNames() {
    Set<String> names = new TreeSet<>();
    LabTopics.ALL.keySet().forEach(topic -> names.addAll(List.of(topic + ".dead", topic + ".results", "dlq." + topic)));
    return names;
  }

  /** Their names, groups first. */
  List<String> names() {
    List<String> names = new ArrayList<>(shareGroups);
    names.addAll(topics.keySet());
    return names;
  }

  /** Deletes the share groups: the answers, by group. */
  Map<String, KafkaFuture<Void>> deleteShareGroups(Admin admin) {
    return shareGroups.isEmpty() ? Map.of()
        : new LinkedHashMap<>(admin.deleteShareGroups(shareGroups).deletedGroups());
  }
}
