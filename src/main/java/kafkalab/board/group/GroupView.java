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
 * @param names the names that are taken: of those that start or run, and of those that the group has not missed yet
 * @param rebalances those that are over, oldest first
 */
public record GroupView(boolean exists, boolean settled, Map<String, Set<Integer>> assignment, Set<String> names,
    List<Rebalance> rebalances) {}
