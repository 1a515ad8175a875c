/** Passwords and certificates in files: what other systems ask for, and what we trust them by. */
package leela.adapters.secrets;
