package kafkalab.base;

/** Counts with their nouns, singular or plural. */
public final class Plural {

  private Plural() {}

  /** {@code 1 partition}, {@code 4 partitions}. */
  public static String count(long figure, String word) {
    return figure + " " + word + (figure == 1 ? "" : "s");
  }
}
