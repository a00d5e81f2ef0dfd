package kafkalab.board.group;

import java.util.Map;
import java.util.Set;

/**
 * A rebalance that is over.
 *
 * @param n the first, the second ... that the board has seen
 * @param start when it began, in milliseconds since the board's start
 * @param cause why, in words
 * @param without for how many milliseconds nobody read a partition
 */
public record Rebalance(int n, long start, long end, String cause, Map<String, Set<Integer>> before,
    Map<String, Set<Integer>> after, Map<Integer, Long> without) {}
