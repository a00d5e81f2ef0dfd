package kafkalab.tour;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import kafkalab.support.ExitCode;
import kafkalab.support.LabException;

/** The tour's results for a CI server: JUnit's XML, as Maven Surefire and Ant write it. */
public final class JUnitReport {

  private final Path file;

  private JUnitReport(Path file) {
    this.file = file;
  }

  /**
   * A report that will be written to a file; its folder is created if it is missing.
   *
   * @throws LabException if the file cannot be written, before the work is done rather than after it
   */
  public static JUnitReport to(Path file) {
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.writeString(file, "");
      return new JUnitReport(file);
    } catch (IOException e) {
      throw new LabException(ExitCode.WRONG_SETTING, "--junit " + file + " (option) cannot be written: "
          + e.getClass().getSimpleName() + " " + e.getMessage() + ". Choose another file.");
    }
  }

  public void write(List<LessonResult> results) throws IOException {
    try (Writer out = Files.newBufferedWriter(file)) {
      XMLStreamWriter xml = XMLOutputFactory.newFactory().createXMLStreamWriter(out);
      xml.writeStartDocument();
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", "scripts/lab tour");
      xml.writeAttribute("tests", String.valueOf(results.size()));
      xml.writeAttribute("failures", String.valueOf(results.stream().filter(r -> r.failure() != null).count()));
      xml.writeAttribute("errors", "0");
      xml.writeAttribute("skipped", "0");
      xml.writeAttribute("time", seconds(results.stream().mapToDouble(LessonResult::seconds).sum()));
      for (LessonResult result : results) {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", result.lesson().className());
        xml.writeAttribute("name", result.lesson().name());
        xml.writeAttribute("time", seconds(result.seconds()));
        if (result.failure() != null) {
          xml.writeStartElement("failure");
          xml.writeAttribute("message", result.failure());
          xml.writeEndElement();
        }
        xml.writeStartElement("system-out");
        xml.writeCharacters(String.join("\n", result.output()));
        xml.writeEndElement();
        xml.writeEndElement();
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
  }

  private static String seconds(double seconds) {
    return String.format(Locale.ROOT, "%.3f", seconds);
  }
}
