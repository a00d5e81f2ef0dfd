package kafkalab.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation, and the fenced blocks on it. */
record Page(Path file, List<String> lines) {

  private static final Pattern FENCE = Pattern.compile("( *)```(\\w*)");
  private static final Pattern MARK = Pattern.compile(" *<!-- recorded: ([a-z0-9-]+) -->");

  /**
   * A fenced block.
   *
   * @param scene the scene whose recording it shows; null if no comment before it names one
   * @param language what stands behind the opening fence
   * @param first index of its first line on the page
   * @param lines without the indentation of the fence
   */
  record Block(String scene, String language, String indentation, int first, List<String> lines) {}

  /** Both READMEs and all of docs/. */
  static List<Page> all() {
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      return Stream.concat(Stream.of(Path.of("README.md"), Path.of("README.zh-TW.md")),
          docs.filter(file -> file.toString().endsWith(".md")).sorted()).map(Page::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Page read(Path file) {
    try {
      return new Page(file, Files.readAllLines(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      Matcher fence = FENCE.matcher(lines.get(i));
      if (fence.matches()) {
        String indentation = fence.group(1);
        Matcher mark = MARK.matcher(i == 0 ? "" : lines.get(i - 1));
        int first = i + 1;
        i = end(first, indentation);
        blocks.add(new Block(mark.matches() ? mark.group(1) : null, fence.group(2), indentation, first,
            lines.subList(first, i).stream().map(line -> line.substring(Math.min(indentation.length(), line.length())))
                .toList()));
      }
    }
    return blocks;
  }

  private int end(int first, String indentation) {
    for (int i = first; i < lines.size(); i++) {
      if (lines.get(i).equals(indentation + "```")) {
        return i;
      }
    }
    throw new AssertionError(file + ":" + first + ": a block without an end");
  }

  /** Where a reader of the page finds a line of a block. */
  String place(Block block, int line) {
    return file + ":" + (block.first() + line + 1);
  }

  /** The same page with other lines in its blocks, from the last one to the first, in this order. */
  void write(List<List<String>> contents) {
    List<String> changed = new ArrayList<>(lines);
    List<Block> blocks = blocks();
    for (int i = blocks.size() - 1; i >= 0; i--) {
      Block block = blocks.get(i);
      List<String> place = changed.subList(block.first(), block.first() + block.lines().size());
      place.clear();
      contents.get(i).forEach(line -> place.add(line.isEmpty() ? "" : block.indentation() + line));
    }
    try {
      Files.write(file, changed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
