package kafkalab.secured;

import static org.apache.kafka.common.acl.AclOperation.ALTER;
import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * What the user student may do, as access control lists (ACLs): what the lessons and the launcher's commands need, by
 * the beginnings of names. What no rule allows is forbidden.
 */
final class StudentRules {

  /** Topics: of the lessons, of {@code lab tour}, dead letters of both, and of {@code lab doctor}. */
  static final List<String> TOPICS = List.of("ak03.", "tour-", "dlq.ak03.", "dlq.tour-", "lab-doctor-");

  private StudentRules() {}

  /**
   * The rules.
   *
   * @param studentId what the names of the lessons' groups and transactional ids begin with
   */
  static List<AclBinding> of(String studentId) {
    List<AclBinding> rules = new ArrayList<>();
    TOPICS.forEach(prefix -> allow(rules, ResourceType.TOPIC, prefix,
        List.of(CREATE, DESCRIBE, READ, WRITE, ALTER, DELETE, DESCRIBE_CONFIGS, ALTER_CONFIGS)));
    // the names of the tour's groups begin with those of its topics
    List.of(studentId + "-", "ak03.", "tour-").forEach(prefix -> {
      allow(rules, ResourceType.GROUP, prefix, List.of(READ, DESCRIBE, DELETE, DESCRIBE_CONFIGS, ALTER_CONFIGS));
      allow(rules, ResourceType.TRANSACTIONAL_ID, prefix, List.of(DESCRIBE, WRITE));
    });
    return rules;
  }

  private static void allow(List<AclBinding> rules, ResourceType type, String prefix, List<AclOperation> operations) {
    operations.forEach(operation -> rules.add(new AclBinding(
        new ResourcePattern(type, prefix, PatternType.PREFIXED),
        new AccessControlEntry("User:" + Users.STUDENT, "*", operation, AclPermissionType.ALLOW))));
  }
}
