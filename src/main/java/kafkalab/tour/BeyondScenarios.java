package kafkalab.tour;

import kafkalab.catalog.Lesson;

/** How the tour runs each lesson beyond the slides, and what it then checks on the cluster. */
final class BeyondScenarios {

  private final TourEnvironment environment;
  private final TourOutput output;
  private final boolean quick;

  BeyondScenarios(TourEnvironment environment, TourOutput output, boolean quick) {
    this.environment = environment;
    this.output = output;
    this.quick = quick;
  }

  /** As {@link TourScenarios#play}. */
  String play(Lesson lesson) throws InterruptedException {
    switch (lesson.shortName()) {
      default -> throw new ScenarioFailure("the tour has no scenario for it");
    }
  }
}
