package kafkalab.common;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.time.LocalDate;
import org.apache.kafka.common.errors.SerializationException;

/**
 * A value that is not a string, but an object.
 *
 * @param id number in the company, 0 or more
 * @param hireDate {@code 2019-03-14} on the wire (ISO 8601)
 * @param salary per month, in whole units of the currency
 */
public record Employee(int id, String firstName, String lastName, String department,
    LocalDate hireDate, int salary, boolean manager) {

  /** Strict: an unknown field, or anything behind the object, is an error. */
  private static final ObjectMapper MAPPER = JsonMapper.builder()
      .addModule(new JavaTimeModule())
      .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
      .build();
  private static final String[] FIRST = {"Ada", "Grace", "Alan", "Barbara", "Edsger", "Frances", "Donald", "Radia"};
  private static final String[] LAST = {"Lovelace", "Hopper", "Turing", "Liskov", "Dijkstra", "Allen", "Knuth"};
  private static final String[] DEPARTMENTS = {"Research", "Sales", "Support", "Logistics", "Finance"};

  /** The employee with this number: the same number always gives the same employee. */
  public static Employee number(int id) {
    return new Employee(id, FIRST[id % FIRST.length], LAST[id % LAST.length], DEPARTMENTS[id % DEPARTMENTS.length],
        LocalDate.of(2010, 1, 1).plusDays(id % 3650), 3000 + id % 50 * 100, id % 10 == 0);
  }

  /**
   * A deserializer for an employee that {@link JsonSerializer} has written.
   *
   * @param topic where it stands; of no importance here
   * @param json in UTF-8
   * @throws SerializationException if that is not an employee
   */
  public static Employee fromJson(String topic, byte[] json) {
    try {
      return MAPPER.readValue(json, Employee.class);
    } catch (IOException e) {
      throw new SerializationException("no Employee: " + e.getMessage().lines().findFirst().orElse(""), e);
    }
  }
}
