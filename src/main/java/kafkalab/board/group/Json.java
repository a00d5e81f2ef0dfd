package kafkalab.board.group;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import kafkalab.cluster.ConsumerGroup;
import org.apache.kafka.common.Node;

/** Events are JSON objects: {@code {"t": milliseconds since the board's start, "type": ...}}. */
public final class Json {

  public static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  /** An event of a type, at a time. */
  public static ObjectNode event(long t, String type) {
    return MAPPER.createObjectNode().put("t", t).put("type", type);
  }

  /** What the cluster says of a group as a whole; null if there is none. */
  static ObjectNode group(long t, ConsumerGroup group) {
    ObjectNode event = event(t, "group");
    if (group == null) {
      return event.put("state", "NONE").put("protocol", "").put("assignor", "").putNull("epoch").putNull("coordinator");
    }
    return event.put("state", group.state().name())
        .put("protocol", group.type().toString().toLowerCase(Locale.ROOT)).put("assignor", group.assignor())
        .put("epoch", group.epoch().isEmpty() ? null : Integer.valueOf(group.epoch().getAsInt()))
        .put("coordinator", group.coordinator().map(Node::id).orElse(null));
  }

  static ArrayNode numbers(Collection<Integer> numbers) {
    ArrayNode array = MAPPER.createArrayNode();
    numbers.forEach(array::add);
    return array;
  }

  /** Each member with the numbers of its partitions. */
  static ObjectNode assignment(Map<String, ? extends Set<Integer>> members) {
    ObjectNode object = MAPPER.createObjectNode();
    members.forEach((member, partitions) -> object.set(member, numbers(partitions)));
    return object;
  }
}
