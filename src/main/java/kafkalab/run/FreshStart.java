package kafkalab.run;

import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafkalab.catalog.Lesson;
import kafkalab.cluster.ClusterConnection;
import kafkalab.common.LabConfig;
import kafkalab.support.LabException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** {@code --fresh}: a lesson's consumer group forgets all that it has committed. */
final class FreshStart {

  private static final int ANSWER_SECONDS = 5;

  private FreshStart() {}

  /**
   * Deletes the lesson's group, if it is there.
   *
   * @throws LabException if it has members that run, or nobody answers
   */
  static void forgetGroup(LabConfig lab, Lesson lesson) throws InterruptedException {
    ClusterConnection.check(lab.cluster());
    String group = lab.group(lesson.shortName());
    try (Admin admin = lab.cluster().admin()) {
      List<String> members = admin.describeConsumerGroups(List.of(group)).all().get(ANSWER_SECONDS, TimeUnit.SECONDS)
          .get(group).members().stream().map(MemberDescription::clientId).sorted().toList();
      if (!members.isEmpty()) {
        throw new LabException(LabException.FAILED, "group " + group + " cannot start over (--fresh): it has running"
            + " members: " + String.join(", ", members) + ". Stop them first; one"
            + " that was killed is gone after its session timeout, some seconds.");
      }
      admin.deleteConsumerGroups(List.of(group)).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
      System.out.println("Group " + group + " starts over: what it has committed is forgotten.");
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof GroupIdNotFoundException)) {
        throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e.getCause());
      }
    } catch (TimeoutException e) {
      throw new LabException(LabException.FAILED, "group " + group + " cannot start over (--fresh): no answer from "
          + lab.bootstrapServers() + " within " + ANSWER_SECONDS + " s.");
    }
  }
}
