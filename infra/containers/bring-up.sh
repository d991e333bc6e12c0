#!/usr/bin/env bash
# Proves the Dockerfile and docker-compose.yml on this machine's Docker engine: builds the image, brings everything up, sends a
# first event through the front door, reads it back as a customer, and takes everything down again (--keep leaves it running).
set -euo pipefail
root="$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)"
cd "$root"
docker version --format '{{.Server.Version}}' >/dev/null 2>&1 || { echo "No Docker engine answers: start it, or set DOCKER_HOST." >&2; exit 1; }
if docker compose version >/dev/null 2>&1; then compose=(docker compose); else compose=(docker-compose); fi

infra/containers/base-images.sh

work="$(mktemp -d)"
npm run --silent topology -- secrets 2>/dev/null >"$work/env"
set -a && . "$work/env" && set +a
export PORT="${PORT:-4100}" COMPOSE_PROJECT_NAME=touchstone-proof
finish() {
  status=$?
  [ "$status" -eq 0 ] || "${compose[@]}" logs --no-color --tail 40 || true
  [ "${keep:-}" ] || "${compose[@]}" down --volumes --remove-orphans >/dev/null 2>&1
  rm -rf "$work"
  exit "$status"
}
[ "${1:-}" = --keep ] && keep=yes
trap finish EXIT

echo "building the image"
DOCKER_SCAN_SUGGEST=false docker build --quiet --target app --tag touchstone:latest . >/dev/null
echo "bringing everything up"
"${compose[@]}" up --no-build --detach --wait --wait-timeout 300

address="http://127.0.0.1:$PORT"
field() { node -pe "JSON.parse(require('node:fs').readFileSync(0, 'utf8')).$1"; }
admin=(--silent --show-error --fail-with-body --max-time 30 --header "authorization: Bearer $FIRST_API_KEY" --header 'content-type: application/json')
key="$(curl "${admin[@]}" "$address/admin/sources" --data '{"name":"proof"}' | field writeKey)"
token="$(curl --silent --show-error --fail-with-body --user "$key:" --header 'content-type: application/json' --dump-header - --output /dev/null \
  "$address/v1/track" --data '{"userId":"ana","event":"Order Completed","messageId":"proof-1","properties":{"order_id":"o-1","total":12.5,"currency":"EUR"}}' |
  tr -d '\r' | sed -n 's/^[Tt]ouchstone-[Pp]osition: //p')"
curl "${admin[@]}" --header "touchstone-wait-for: $token" "$address/customers?identifier=user_id:ana" >"$work/customer"
echo "the customer: $(cat "$work/customer")"
revenue="$(field 'items[0].orders.revenue[0].amount' <"$work/customer")"
[ "$revenue" = 12.5 ] || [ "$revenue" = 12.50 ] || { echo "revenue is $revenue, expected 12.5" >&2; exit 1; }

for closed in /internal/marks /metrics; do
  [ "$(curl --silent --output /dev/null --write-out '%{http_code}' "$address$closed")" = 404 ] || { echo "the front door lets $closed through" >&2; exit 1; }
done
for service in $("${compose[@]}" config --services | grep -E 'gateway|repository|projections|query|backup|automation'); do
  [ "$("${compose[@]}" exec -T "$service" id -u)" != 0 ] || { echo "$service runs as root" >&2; exit 1; }
done
"${compose[@]}" ps
echo "the image was built, everything is healthy, and the first event went through"
