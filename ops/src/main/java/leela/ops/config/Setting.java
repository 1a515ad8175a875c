package leela.ops.config;

/**
 * One key and what is in force for it. Thread: immutable.
 *
 * @param section its table
 * @param key     its name there
 * @param value   the value as TOML writes it
 */
public record Setting(String section, String key, String value) {}
