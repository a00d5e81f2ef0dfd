package kafkalab.process;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;

/** Parses a lesson's lines; see {@link OutputLine}. */
final class OutputLineParser {

  private static final Pattern RECORD = Pattern.compile("(\\S+)-(\\d{1,9})-(\\d{1,18}) : \\((.*) , (.*)\\)");
  private static final Pattern PARTITION = Pattern.compile("(\\S+)-(\\d{1,9})");
  private static final Pattern REBALANCE =
      Pattern.compile("(Setting newly|Revoking previously|Lost previously) assigned partitions: \\[(.*)]");
  private static final Pattern COMMITTED =
      Pattern.compile("# Committed offsets for: (\\S+)-(\\d{1,9}) \\{offset=(\\d{1,18})}");
  private static final String COMMIT_FAILED = "# Failed to commit offsets: ";
  private static final String VERDICT = "Verdict     : ";

  private OutputLineParser() {}

  static OutputLine parse(String line) {
    if (line.startsWith("# ")) {
      return commit(line);
    }
    if (line.startsWith(VERDICT)) {
      return new OutputLine.Verdict(line, line.substring(VERDICT.length()));
    }
    Matcher rebalance = REBALANCE.matcher(line);
    if (rebalance.matches()) {
      return rebalance(line, rebalance.group(1), rebalance.group(2));
    }
    return match(RECORD, line, record -> new OutputLine.Record(line, record.group(1), Integer.parseInt(record.group(2)),
        Long.parseLong(record.group(3)), record.group(4), record.group(5)));
  }

  private static OutputLine commit(String line) {
    return line.startsWith(COMMIT_FAILED) ? new OutputLine.CommitFailed(line, line.substring(COMMIT_FAILED.length()))
        : match(COMMITTED, line, commit -> new OutputLine.Committed(line,
            new TopicPartition(commit.group(1), Integer.parseInt(commit.group(2))), Long.parseLong(commit.group(3))));
  }

  private static OutputLine rebalance(String line, String what, String list) {
    List<Matcher> matchers = list.isEmpty() ? List.of()
        : Arrays.stream(list.split(", ")).map(PARTITION::matcher).toList();
    if (!matchers.stream().allMatch(Matcher::matches)) {
      return new OutputLine.Other(line);
    }
    List<TopicPartition> partitions = matchers.stream()
        .map(partition -> new TopicPartition(partition.group(1), Integer.parseInt(partition.group(2)))).toList();
    return switch (what) {
      case "Setting newly" -> new OutputLine.Assigned(line, partitions);
      case "Revoking previously" -> new OutputLine.Revoked(line, partitions);
      default -> new OutputLine.Lost(line, partitions);
    };
  }

  private static OutputLine match(Pattern pattern, String line, Function<Matcher, OutputLine> found) {
    Matcher matcher = pattern.matcher(line);
    return matcher.matches() ? found.apply(matcher) : new OutputLine.Other(line);
  }
}
