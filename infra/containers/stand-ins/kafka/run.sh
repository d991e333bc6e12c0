#!/bin/bash
# As upstream's image: settings from KAFKA_* and a formatted store by Kafka's own class, then the broker.
set -euo pipefail
export CLUSTER_ID="${CLUSTER_ID:-5L6g3nShT-eMCtK--X86sw}"
touch /etc/kafka/docker/{server.properties,log4j2.yaml,tools-log4j2.yaml}
said="$(java -Xmx256m -cp "/opt/kafka/libs/*" kafka.docker.KafkaDockerWrapper setup --default-configs-dir /etc/kafka/docker \
  --mounted-configs-dir /mnt/shared/config --final-configs-dir /opt/kafka/config 2>&1)" \
  || grep -qi 'already formatted' <<<"$said" || { echo "$said"; exit 1; }
exec java -Xmx512m -cp '/opt/kafka/libs/*' kafka.Kafka /opt/kafka/config/server.properties
