#!/bin/sh
# Runs once, in an empty database: the owner of the tables, and the application, which owns nothing.
set -eu

psql --set ON_ERROR_STOP=1 --set owner="$BEIAN_OWNER_PASSWORD" --set application="$BEIAN_APP_PASSWORD" \
    --username postgres --dbname postgres <<'SQL'
CREATE ROLE beian_owner LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'owner';
CREATE ROLE beian_app LOGIN NOSUPERUSER NOBYPASSRLS PASSWORD :'application';
CREATE DATABASE beian OWNER beian_owner;
\connect beian
CREATE EXTENSION pg_trgm;
CREATE EXTENSION btree_gist;
SQL
