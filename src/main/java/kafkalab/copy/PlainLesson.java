package kafkalab.copy;

import java.util.List;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import kafkalab.settings.LabSettings;
import kafkalab.support.ExitCode;
import kafkalab.support.LabException;

/**
 * A lesson's source without the lab: each call of the lab's classes becomes the plain Java that does the same
 * ({@link LabCalls}), and what is left of the lesson stays as it is.
 */
final class PlainLesson {

  /** What a reader runs in its own project, in place of what to try in the lab. */
  private static final String HOW_TO_RUN =
      " * <p>Run it: {@code mvn -q compile exec:java}; Ctrl-C stops it. For another cluster add\n"
      + " * {@code -Dexec.args=host:port}.\n */\n";

  private static final Pattern TRY = Pattern.compile("(?s) \\* <p><b>Try:</b>.*?\\*/\n");
  private static final Pattern LAB_SETTING = Pattern.compile("\\s+(?:\\* )?\\(\\{@code LAB_\\w+=\\w+}\\)");
  private static final Pattern IMPORT = Pattern.compile("(?m)^import ((?:static )?[\\w.]+);\n");

  private String text;

  private PlainLesson(String text) {
    this.text = text;
  }

  /**
   * A lesson's source as a program that needs Kafka alone.
   *
   * @param source its text in the lab
   * @param settings the cluster, topic and group that the copy has as its constants
   * @throws LabException if it calls something of the lab that has no counterpart yet
   */
  static String of(String source, LabSettings settings) {
    PlainLesson lesson = new PlainLesson(source.replace("\r\n", "\n"));
    lesson.fillIn(settings);
    LabCalls.PLAIN.forEach(lesson::replaceCalls);
    if (!lesson.text.contains("exception) ->")) {
      lesson.countFailuresOnOneThread();
    }
    lesson.joinElseAndIf();
    lesson.replace("(?m)^( *)// 5\\. Poll loop.*\n", "$0$1long count = 0;\n");
    if (lesson.text.contains("runAsync(")) {
      lesson.countOnSeveralThreads();
    }
    lesson.replace("main\\(String\\[] args\\)[^{]*\\{", "main(String[] args) throws Exception {");
    lesson.text = TRY.matcher(lesson.text).replaceFirst(Matcher.quoteReplacement(HOW_TO_RUN));
    lesson.text = LAB_SETTING.matcher(lesson.text).replaceAll("\n *");
    lesson.addMethods();
    return lesson.withImports();
  }

  private void fillIn(LabSettings settings) {
    replaceCall("LabConfig lab = LabConfig\\.load", arguments ->
        "String bootstrapServers = args.length > 0 ? args[0] : \"" + settings.bootstrapServers() + "\"");
    replaceCall("lab\\.topic", arguments -> literal(settings.topic(unquoted(arguments.get(0)))));
    replaceCall("lab\\.group", arguments -> literal(settings.group(unquoted(arguments.get(0)))));
  }

  /** Without a callback there is one thread, and no need of an atomic number. */
  private void countFailuresOnOneThread() {
    replace("AtomicLong failed = new AtomicLong\\(\\)", "long failed = 0");
    replace("failed\\.incrementAndGet\\(\\)", "++failed");
    replace("failed\\.get\\(\\)", "failed");
  }

  /** What workers count is an atomic number. */
  private void countOnSeveralThreads() {
    replace("long count = 0", "AtomicLong count = new AtomicLong()");
    replace("count\\+\\+", "count.incrementAndGet()");
  }

  /** {@code else { if (...) { one line } }} as {@code else if (...) { one line }}. */
  private void joinElseAndIf() {
    replace("(?m)^( *)} else \\{\n *(if \\(failed.*\n)  (.*\n) *}\n *}\n", "$1} else $2$3$1}\n");
  }

  private void addMethods() {
    StringBuilder methods = new StringBuilder();
    LabCalls.METHODS.keySet().stream().sorted().filter(name -> text.contains(" " + name + "("))
        .forEach(name -> methods.append('\n').append(LabCalls.METHODS.get(name)));
    text = text.replaceFirst("}\n$", Matcher.quoteReplacement(methods + "}\n"));
  }

  /** The imports of the lesson and of what stands in for the lab's calls, as far as they are used. */
  private String withImports() {
    String body = IMPORT.matcher(text).replaceAll("").replaceFirst("(?s)^package [^;]*;\\s*", "");
    String code = body.replaceAll("(?s)/\\*.*?\\*/|//[^\n]*", "");
    TreeSet<String> imports = new TreeSet<>(LabCalls.IMPORTS);
    IMPORT.matcher(text).results().forEach(line -> imports.add(line.group(1)));
    imports.removeIf(type -> !isUsed(type.substring(type.lastIndexOf('.') + 1), code));
    List<String> lab = imports.stream().filter(type -> type.startsWith("kafkalab."))
        .map(type -> type.substring(type.lastIndexOf('.') + 1)).filter(type -> !LessonCopy.COMPANIONS.contains(type))
        .toList();
    if (!lab.isEmpty() || code.contains("lab.")) {
      throw new LabException(ExitCode.FAILED, "this lesson cannot be copied yet: it calls "
          + (lab.isEmpty() ? "LabConfig" : String.join(", ", lab)) + " in a way that has no plain counterpart.");
    }
    imports.removeIf(type -> type.startsWith("kafkalab."));
    return lines(imports, true) + lines(imports, false) + body;
  }

  private static String lines(TreeSet<String> imports, boolean areStatic) {
    String lines = imports.stream().filter(type -> type.startsWith("static ") == areStatic)
        .map(type -> "import " + type + ";\n").collect(Collectors.joining());
    return lines.isEmpty() ? "" : lines + "\n";
  }

  private static boolean isUsed(String name, String code) {
    return Pattern.compile("\\b" + name + "\\b").matcher(code).find();
  }

  private void replace(String pattern, String replacement) {
    text = Pattern.compile(pattern).matcher(text).replaceAll(replacement);
  }

  private void replaceCalls(String call, String plain) {
    replaceCall(call, arguments -> filled(plain, arguments));
  }

  private static String filled(String plain, List<String> arguments) {
    String filled = plain.strip();
    for (int i = 0; i < arguments.size(); i++) {
      String argument = arguments.get(i);
      filled = filled.replace("$" + (i + 1) + "...", String.join(",\n    ",
              arguments.subList(i, arguments.size())))
          .replace("<$" + (i + 1) + ">", argument.contains(" ") ? "(" + argument + ")" : argument)
          .replace("$" + (i + 1), argument);
    }
    return filled.replace("\" + \"", ""); // two literals are one
  }

  private void replaceCall(String call, Function<List<String>, String> plain) {
    Matcher matcher = Pattern.compile("(?<![\\w.])" + call + "\\(").matcher(text);
    for (int from = 0; matcher.find(from); matcher.reset(text)) {
      SourceCall found = SourceCall.at(text, matcher.start(), matcher.end());
      from = matcher.start();
      text = found.replacedBy(plain.apply(found.arguments()));
    }
  }

  private static String literal(String value) {
    return "\"" + value + "\"";
  }

  private static String unquoted(String literal) {
    return literal.substring(1, literal.length() - 1);
  }
}
