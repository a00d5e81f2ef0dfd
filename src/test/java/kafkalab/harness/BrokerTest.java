package kafkalab.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A test class that runs programs against a broker. Its tests take a {@link TestLab} as a parameter.
 *
 * <p>{@code -Dlab.test.broker} says where the broker comes from: {@code auto}, {@code testcontainers},
 * {@code embedded} or {@code external} ({@code KAFKA_BOOTSTRAP_SERVERS}).
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(BrokerExtension.class)
public @interface BrokerTest {}
