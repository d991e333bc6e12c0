#!/bin/bash
# Kafka's own tool is not among the broker's jars; that the listener answers is what this stand-in can say.
timeout 5 bash -c '</dev/tcp/localhost/9092'
