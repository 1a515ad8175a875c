/** The configuration: one TOML file into one record of records; every key, its default, and plain errors. */
package leela.ops.config;
