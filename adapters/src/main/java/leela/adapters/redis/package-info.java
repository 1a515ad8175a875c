/** The directory of standing queries in Redis, as the first Leela kept it. */
package leela.adapters.redis;
