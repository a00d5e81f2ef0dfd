package kafkalab.docs;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import kafkalab.harness.Records;
import kafkalab.harness.TestClasses;

/** The scenes that the tests play for the pages. */
final class Scenes {

  /**
   * A scene.
   *
   * @param test what plays it
   * @param varies whether its numbers differ from run to run
   */
  record Scene(Method test, boolean varies) {}

  private Scenes() {}

  /** By name. */
  static Map<String, Scene> all() {
    Map<String, Scene> scenes = new TreeMap<>();
    TestClasses.methods().filter(method -> method.isAnnotationPresent(Records.class)).forEach(method -> {
      Records records = method.getAnnotation(Records.class);
      Stream.of(records.value()).forEach(name -> put(scenes, name, new Scene(method, false)));
      Stream.of(records.varying()).forEach(name -> put(scenes, name, new Scene(method, true)));
    });
    return scenes;
  }

  private static void put(Map<String, Scene> scenes, String name, Scene scene) {
    Scene other = scenes.put(name, scene);
    if (other != null) {
      throw new AssertionError("scene " + name + " is played twice: " + other.test() + ", " + scene.test());
    }
  }
}
