/**
 * The engine's own API: its paths, bodies and answers.
 *
 * <pre>
 *   GET  /v1/past24/KEY, /v1/pastweek/KEY                  the last day or week, 30 minutes wider at both ends
 *   GET  /v1/YYYY/MM/DD/KEY, /v1/YYYY/MM/KEY               that day or month, UTC
 *   GET  /v1/KEY?start=T&amp;finish=T                      that range; T: {@link leela.io.http.v1.range.TimeText}
 *   GET  /v1/last/KEY                                      the newest point
 *   GET  /v1/key/KEY?start=T&amp;finish=T                  as /v1/KEY, for keys that look like another route
 *   POST /v1/KEY, /v1/key/KEY                              one metric or a list of them, into the ring
 *   GET  /v1/data/past24/KEY, and so on as above           documents
 *   POST, PUT /v1/data/KEY                                 one document or a list of them
 *   GET  /v1/refused                                        what the inputs did not take of late
 *   GET  /v1/version, /v1/keys?prefix=&amp;glob=&amp;limit=&amp;after=
 * </pre>
 *
 * <p>HEAD is answered wherever GET is, OPTIONS everywhere. Routes are told apart by the path as it was sent, and only
 * then is KEY percent-decoded; so a key that looks like another route is reached by encoding any one byte of what it
 * looks like: the key {@code past24/a} is {@code /v1/past24%2Fa}, the key {@code keys} is {@code /v1/%6Beys}. Reserved
 * forms are reserved for every method. In a query string {@code +} is a space, save in times, where it is the sign of
 * an offset.
 */
package leela.io.http.v1;
