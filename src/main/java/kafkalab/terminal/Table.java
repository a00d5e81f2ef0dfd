package kafkalab.terminal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table for the terminal: columns as wide as their widest cell, two spaces between them, plain ASCII. Where that
 * is more than 80 columns, the cells of those columns that may be cut are cut in the middle, the widest first.
 */
public final class Table {

  private static final String GAP = "  ";
  private static final String CUT = "..";

  /**
   * A column.
   *
   * @param header its first line; also the least width that it is cut to
   * @param right whether its cells end, not begin, below each other: figures
   * @param mayBeCut whether its cells may be cut
   */
  public record Column(String header, boolean right, boolean mayBeCut) {}

  private final String indent;
  private final List<Column> columns;
  private final List<List<String>> rows = new ArrayList<>();

  /** A table without rows, each line of which begins with the indent. */
  public Table(String indent, Column... columns) {
    this.indent = indent;
    this.columns = List.of(columns);
    row((Object[]) Arrays.stream(columns).map(Column::header).toArray(String[]::new));
  }

  /** A column of figures, which are never cut. */
  public static Column figures(String header) {
    return new Column(header, true, false);
  }

  /** A column of texts that are never cut. */
  public static Column texts(String header) {
    return new Column(header, false, false);
  }

  /** A column of names, which may be cut. */
  public static Column names(String header) {
    return new Column(header, false, true);
  }

  /** Adds a row: a cell for each column. */
  public void row(Object... cells) {
    if (cells.length != columns.size()) {
      throw new IllegalArgumentException(cells.length + " cells for " + columns.size() + " columns");
    }
    rows.add(Arrays.stream(cells).map(cell -> ascii(String.valueOf(cell))).toList());
  }

  /** Whether there is no row but the header. */
  public boolean isEmpty() {
    return rows.size() == 1;
  }

  /** The header and the rows; wider than 80 columns only if what may not be cut is. */
  public List<String> lines() {
    int[] widths = widths();
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder(indent);
      for (int i = 0; i < widths.length; i++) {
        String cell = cut(row.get(i), widths[i]);
        String space = " ".repeat(widths[i] - cell.length());
        line.append(i == 0 ? "" : GAP).append(columns.get(i).right ? space + cell : cell + space);
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private int[] widths() {
    int[] widths = new int[columns.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    int all = indent.length() + GAP.length() * (widths.length - 1) + Arrays.stream(widths).sum();
    for (int widest = widest(widths); all > LineWrap.WIDTH && widest >= 0; widest = widest(widths)) {
      widths[widest]--;
      all--;
    }
    return widths;
  }

  /** The widest column that may still be cut, or -1. */
  private int widest(int[] widths) {
    int widest = -1;
    for (int i = 0; i < widths.length; i++) {
      Column column = columns.get(i);
      boolean mayShrink = column.mayBeCut && widths[i] > column.header.length();
      if (mayShrink && (widest < 0 || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    return widest;
  }

  /**
   * A text cut to a number of characters: two dots stand for what is left out in the middle.
   *
   * @param width at least 0; where there is no room for the dots, the text's beginning is all that is left
   */
  public static String cut(String text, int width) {
    if (text.length() <= width) {
      return text;
    }
    int kept = width - CUT.length();
    if (kept < 2) {
      return text.substring(0, width);
    }
    return text.substring(0, (kept + 1) / 2) + CUT + text.substring(text.length() - kept / 2);
  }

  /** A question mark for each character that is none of ASCII's: a client's name may hold any. */
  public static String ascii(String text) {
    return text.replaceAll("[^ -~]", "?");
  }
}
