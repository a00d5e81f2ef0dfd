package kafkalab.board.web;

/**
 * What is sent to the browsers.
 *
 * @param number its id for a browser, which says it when it connects again; each is one more than the last
 * @param t milliseconds since the board's start
 * @param json the event
 */
record Event(long number, long t, String json) {}
