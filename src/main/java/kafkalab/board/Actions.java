package kafkalab.board;

import com.fasterxml.jackson.databind.JsonNode;
import kafkalab.board.web.BoardServer;
import kafkalab.board.web.RequestException;
import kafkalab.catalog.Lesson;

/** What a person does on the page. */
final class Actions implements BoardServer.Requests {

  private final Session session;
  private final Programs programs;
  private final Stages stages;
  private final Scenes scenes;

  Actions(Session session, Programs programs, Stages stages, Scenes scenes) {
    this.session = session;
    this.programs = programs;
    this.stages = stages;
    this.scenes = scenes;
  }

  @Override
  public void handle(String action, JsonNode body) throws RequestException {
    if (!session.isLocal()) {
      throw new RequestException(403, "the cluster is not on this machine: the board only looks on");
    }
    switch (action) {
      case "producer" -> programs.produce(number(body, "rate", 0, Programs.MOST_RECORDS_A_SECOND));
      case "consumer/add" -> programs.add(lesson(body));
      case "consumer/stop" -> programs.stop(text(body, "member"));
      case "consumer/kill" -> programs.kill(text(body, "member"));
      case "consumer/slow" -> programs.slow(text(body, "member"));
      case "consumer/pause" -> programs.pause(text(body, "member"));
      case "consumer/resume" -> programs.resume(text(body, "member"));
      case "protocol" -> stages.choose(Protocol.named(text(body, "protocol"))
          .orElseThrow(() -> new RequestException(400, "there is no such protocol")));
      case "partitions/add" -> stages.addPartitions(number(body, "count", 1, Stages.MOST_PARTITIONS));
      case "scene" -> scenes.play(Scene.of(text(body, "id"))
          .orElseThrow(() -> new RequestException(400, "there is no such scene")));
      case "clear" -> session.clear();
      default -> throw new RequestException(404, "there is no such action");
    }
  }

  private static Lesson lesson(JsonNode body) throws RequestException {
    String name = text(body, "lesson");
    return Session.lessons().stream().filter(lesson -> lesson.name().equals(name)).findFirst()
        .orElseThrow(() -> new RequestException(400, "there is no such lesson for this group"));
  }

  private static String text(JsonNode body, String field) throws RequestException {
    JsonNode value = body.get(field);
    if (value == null || !value.isTextual()) {
      throw new RequestException(400, "the field " + field + " must be a text");
    }
    return value.textValue();
  }

  private static int number(JsonNode body, String field, int least, int most) throws RequestException {
    JsonNode value = body.get(field);
    if (value == null || !value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < least
        || value.intValue() > most) {
      throw new RequestException(400, "the field " + field + " must be a number from " + least + " to " + most);
    }
    return value.intValue();
  }
}
