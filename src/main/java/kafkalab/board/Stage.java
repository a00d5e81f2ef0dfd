package kafkalab.board;

/**
 * What the board shows at a time.
 *
 * @param protocol how the consumers that the board starts share the partitions
 */
record Stage(String topic, String group, Protocol protocol) {}
