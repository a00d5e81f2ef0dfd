package kafkalab.board;

import java.util.Arrays;
import java.util.Optional;

/** What a class sees one after the other, in the slides' order; each with a question before it. */
enum Scene {
  ONE("one", "One consumer", "One consumer alone: which partitions will it read?"),
  TWO("two", "Two consumers", "A second one joins: what will each of them read, and what stands still meanwhile?"),
  FOUR("four", "Four consumers", "As many consumers as the lessons' topic has partitions: who reads what?"),
  FIVE("five", "Five consumers", "One more than that: which one will be idle?"),
  CTRL_C("ctrl-c", "Ctrl-C", "One is stopped by Ctrl-C: after how long does another one read its partitions?"),
  KILL("kill", "kill -9", "One is killed and cannot say so: for how long does nobody read, and what is read again?"),
  SLOW("slow", "Too slow", "One takes longer for a record than the group waits for a poll: what will the group do?"),
  PARTITIONS("partitions", "More partitions", "The topic gets two more: who will read them, and from when on?");

  private final String id;
  private final String title;
  private final String question;

  Scene(String id, String title, String question) {
    this.id = id;
    this.title = title;
    this.question = question;
  }

  String id() {
    return id;
  }

  String title() {
    return title;
  }

  String question() {
    return question;
  }

  static Optional<Scene> of(String id) {
    return Arrays.stream(values()).filter(scene -> scene.id.equals(id)).findFirst();
  }
}
