/** Regular expressions over keys, on RE2/J: no pattern takes more than linear time. */
package leela.adapters.re2;
