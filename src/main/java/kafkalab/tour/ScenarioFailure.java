package kafkalab.tour;

/** The cluster's figures, or the program's exit code, are not what the lesson promises. */
final class ScenarioFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ScenarioFailure(String message) {
    super(message);
  }
}
