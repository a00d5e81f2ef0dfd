package kafkalab.producer;

import java.util.Properties;
import kafkalab.common.Console;
import kafkalab.common.LabConfig;
import kafkalab.common.LabTopics;
import kafkalab.common.StopSignal;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Transactions: records to several topics appear all together, or not at all.
 *
 * <p><b>Watch:</b> every third transaction is aborted. Its records are on the topic, but
 * who reads with {@code isolation.level=read_committed} never sees them.
 *
 * <p><b>Try:</b> {@code kill -9} between a send and its commit, and read with
 * {@code read_committed}: it stops there until the transaction times out, or until this
 * program runs again. Then start two at once: the first one is fenced.
 */
public final class Producer08Transactions {

  public static void main(String[] args) {
    // 1. Settings
    LabConfig lab = LabConfig.load(Producer08Transactions.class);
    String topic = lab.topic("ak03.orders");
    String payments = topic + ".payments";
    long messages = lab.messages(12);
    Properties config = new Properties();
    config.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, lab.bootstrapServers());
    config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
    // the same name after a restart, and no other producer's at the same time
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG,
        lab.studentId() + "-producer08-" + lab.instance());
    // the broker aborts a transaction that is open for longer; Kafka's default is 60 s
    config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 15_000);
    lab.applyToProducer(config);

    // 2. Topic
    LabTopics.ensure(lab, topic, 1);
    LabTopics.ensure(lab, payments, 1);

    // 3. Producer
    StopSignal signal = StopSignal.listen();
    long done = 0;
    long committed = 0;
    try (KafkaProducer<String, String> producer = new KafkaProducer<>(config)) {
      // aborts what an earlier producer of this name has left open, and fences it off
      producer.initTransactions();

      // 4. Send
      boolean stopped = false;
      while (done < messages && !stopped) {
        String key = Long.toString(done);
        try {
          producer.beginTransaction();
          producer.send(new ProducerRecord<>(topic, key, "order_" + key));
          producer.send(new ProducerRecord<>(payments, key, "payment_" + key));
          // without this an abort throws away what is still in the buffer, unsent
          producer.flush();
          // work that takes time; what is sent is on the topics, and not committed yet
          stopped = signal.stopRequestedWithin(lab.delayMs(500));
          if (stopped || done % 3 == 2) {
            producer.abortTransaction();
            System.out.println("Aborted     : order_" + key + ", payment_" + key);
          } else {
            // sends what is in the buffer, and fails if one of the records has failed
            producer.commitTransaction();
            committed++;
            System.out.println("Committed   : order_" + key + ", payment_" + key);
          }
        } catch (ProducerFencedException | OutOfOrderSequenceException
            | AuthorizationException e) {
          throw e; // this producer is over: it can only be closed
        } catch (KafkaException e) {
          producer.abortTransaction();
          System.out.println("Aborted     : order_" + key + ": " + e.getMessage());
        }
        done++;
      }

      // 5. Close, which aborts a transaction that an exception has left open
    }
    Console.verdict("%d transactions committed, %d aborted", committed, done - committed);
  }
}
