import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.ElectionType;
import org.apache.kafka.common.TopicPartition;

/** Gives every partition back to its preferred leader, where that one is in sync; prints a line for each that moved. */
public final class ElectLeaders {
  public static void main(String[] args) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", args[0]))) {
      Map<TopicPartition, Optional<Throwable>> answers = admin.electLeaders(ElectionType.PREFERRED, null).partitions().get();
      answers.forEach((partition, error) -> {
        if (error.isEmpty()) System.out.println(partition);
      });
    } catch (ExecutionException refused) {
      System.err.println(refused.getCause());
      System.exit(1);
    }
  }
}
