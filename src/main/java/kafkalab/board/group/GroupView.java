package kafkalab.board.group;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A group at one moment.
 *
 * @param exists whether the cluster knows it
 * @param settled whether no rebalance is running
 * @param assignment the members that are in it, each with what it has
 * @param names the names of all that are shown, also of those that start or have gone
 * @param rebalances those that are over, oldest first
 */
public record GroupView(boolean exists, boolean settled, Map<String, Set<Integer>> assignment, Set<String> names,
    List<Rebalance> rebalances) {}
