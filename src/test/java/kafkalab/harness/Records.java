package kafkalab.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The scenes that a test plays for the pages: it hands each to {@link Transcripts}, and a page shows it below the
 * comment {@code <!-- recorded: scene -->}.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Records {

  /** Scenes with the same lines in each run, but for times. */
  String[] value() default {};

  /** Scenes in which numbers, and what stands between the lines that a page shows, differ from run to run. */
  String[] varying() default {};
}
