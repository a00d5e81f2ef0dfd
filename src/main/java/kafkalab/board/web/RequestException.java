package kafkalab.board.web;

/** What a person wants on the page cannot be done; the message says why, in one line. */
public final class RequestException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  /** With the status of the HTTP answer, 4xx. */
  public RequestException(int status, String why) {
    super(why);
    this.status = status;
  }

  int status() {
    return status;
  }
}
