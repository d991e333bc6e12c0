import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Formats the data directory if it is new, and runs a broker until standard input ends: whoever started it may be killed. */
public final class Broker {
  private static final int PATIENCE_MS = 20_000;

  public static void main(String[] args) throws Exception {
    String properties = args[0];
    Path dataDir = Path.of(args[1]);
    String clusterId = args[2];
    if (!Files.exists(dataDir.resolve("meta.properties"))) {
      List<String> format = new ArrayList<>(List.of("format", "-t", clusterId, "-c", properties));
      for (String user : Arrays.copyOfRange(args, 3, args.length)) format.addAll(List.of("--add-scram", user));
      int code = kafka.tools.StorageTool.execute(format.toArray(String[]::new), System.err);
      if (code != 0) System.exit(code);
    }
    Thread watch = new Thread(Broker::stopWithParent, "parent");
    watch.setDaemon(true);
    watch.start();
    kafka.Kafka.main(new String[] {properties});
  }

  private static void stopWithParent() {
    try {
      while (System.in.read() >= 0) continue;
    } catch (IOException ended) {
      // The same as the end.
    }
    Thread late = new Thread(() -> {
      try {
        Thread.sleep(PATIENCE_MS);
      } catch (InterruptedException now) {
        // Halts at once.
      }
      Runtime.getRuntime().halt(1);
    });
    late.setDaemon(true);
    late.start();
    System.exit(0);
  }
}
