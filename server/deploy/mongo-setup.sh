#!/usr/bin/env bash
# Makes the replica set and the user of Lernamt, once; a repeat changes nothing.
set -euo pipefail
root=$(cat /run/secrets/mongo-root)
user=$(sed -E 's#^mongodb://([^:]+):([^@]+)@.*#\1#' <<<"$LERNAMT_STORE")
password=$(sed -E 's#^mongodb://([^:]+):([^@]+)@.*#\2#' <<<"$LERNAMT_STORE")
export user password

mongo() { mongosh --quiet --username root --password "$root" --authenticationDatabase admin "$@"; }

mongo --host mongo1 --eval '
	try { rs.status() } catch (e) {
		rs.initiate({_id: "lernamt", members: ["mongo1", "mongo2", "mongo3"].map((h, i) => ({_id: i, host: h + ":27017"}))})
	}'
for _ in $(seq 60); do
	mongo --host mongo1 --eval 'quit(rs.status().members.some(m => m.state === 1) ? 0 : 1)' && break
	sleep 1
done
mongo "mongodb://mongo1,mongo2,mongo3/lernamt?replicaSet=lernamt" --eval '
	if (!db.getUser(process.env.user)) {
		db.createUser({user: process.env.user, pwd: process.env.password, roles: ["readWrite"]})
	}'
