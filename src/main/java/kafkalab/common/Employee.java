package kafkalab.common;

import java.time.LocalDate;

/**
 * A value that is not a string: what Producer04Json sends.
 *
 * @param id number in the company, 0 or more
 * @param hireDate {@code 2019-03-14} on the wire (ISO 8601)
 * @param salary per month, in whole units of the currency
 */
public record Employee(int id, String firstName, String lastName, String department,
    LocalDate hireDate, int salary, boolean manager) {

  private static final String[] FIRST = {"Ada", "Grace", "Alan", "Barbara", "Edsger", "Frances", "Donald", "Radia"};
  private static final String[] LAST = {"Lovelace", "Hopper", "Turing", "Liskov", "Dijkstra", "Allen", "Knuth"};
  private static final String[] DEPARTMENTS = {"Research", "Sales", "Support", "Logistics", "Finance"};

  /** The employee with this number: the same number always gives the same employee. */
  public static Employee number(int id) {
    return new Employee(id, FIRST[id % FIRST.length], LAST[id % LAST.length], DEPARTMENTS[id % DEPARTMENTS.length],
        LocalDate.of(2010, 1, 1).plusDays(id % 3650), 3000 + id % 50 * 100, id % 10 == 0);
  }
}
