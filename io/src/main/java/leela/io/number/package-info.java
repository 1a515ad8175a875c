/** Numbers and times between decimal text and binary, without garbage. */
package leela.io.number;
