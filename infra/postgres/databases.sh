#!/bin/sh
# Run by the image of PostgreSQL when a server is new: the databases beside the first one. The owner makes the roles of readers.
set -eu
for name in ${TOUCHSTONE_DATABASES:-}; do
  psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" -c "CREATE DATABASE \"$name\" OWNER \"$POSTGRES_USER\""
done
