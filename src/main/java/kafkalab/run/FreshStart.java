package kafkalab.run;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import kafkalab.catalog.Lesson;
import kafkalab.cluster.ClusterConnection;
import kafkalab.cluster.ConsumerGroup;
import kafkalab.cluster.ConsumerGroups;
import kafkalab.cluster.KafkaFutures;
import kafkalab.common.LabConfig;
import kafkalab.support.ExitCode;
import kafkalab.support.LabException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.TimeoutException;

/** {@code --fresh}: a lesson's consumer group forgets all that it has committed. */
final class FreshStart {

  private FreshStart() {}

  /**
   * Deletes the lesson's group, if it is there.
   *
   * @throws LabException if it has members that run, or nobody answers
   */
  static void forgetGroup(LabConfig lab, Lesson lesson) {
    String group = lab.group(lesson.shortName());
    try (Admin admin = ClusterConnection.open(lab.cluster())) {
      Optional<ConsumerGroup> found = ConsumerGroups.findMembers(admin, group);
      if (found.isEmpty()) {
        forgetShareGroup(admin, group);
        return;
      }
      String members = !found.get().membersKnown() && found.get().mayBeInUse() ? "(their format is unknown)"
          : found.get().members().stream().map(ConsumerGroup.Member::clientId)
          .collect(Collectors.joining(", "));
      if (!members.isEmpty()) {
        throw new LabException(ExitCode.FAILED, "group " + group + " cannot start over (--fresh): it has running"
            + " members: " + members + ". Stop them first; one that was killed is gone after its session timeout,"
            + " some seconds.");
      }
      KafkaFutures.get(admin.deleteConsumerGroups(List.of(group)).all());
      System.out.println("Group " + group + " starts over: what it has committed is forgotten.");
    } catch (GroupIdNotFoundException e) {
      // it has gone in the meantime
    } catch (TimeoutException e) {
      throw new LabException(ExitCode.FAILED, "group " + group + " cannot start over (--fresh): no answer from "
          + lab.bootstrapServers() + " within some seconds.");
    }
  }

  /** Likewise a share group; the cluster refuses if it has members. */
  private static void forgetShareGroup(Admin admin, String group) {
    try {
      KafkaFutures.get(admin.deleteShareGroups(List.of(group)).all());
    } catch (GroupNotEmptyException e) {
      throw new LabException(ExitCode.FAILED, "share group " + group + " cannot start over (--fresh): it has running"
          + " members. Stop them first; one that was killed is gone after its session timeout, some seconds.");
    }
    System.out.println("Share group " + group + " starts over: what it has done is forgotten.");
  }
}
