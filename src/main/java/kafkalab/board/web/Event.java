package kafkalab.board.web;

/**
 * What is sent to the browsers.
 *
 * @param number the first, the second ... of this board
 * @param t milliseconds since the board's start
 * @param json the event
 */
record Event(long number, long t, String json) {}
