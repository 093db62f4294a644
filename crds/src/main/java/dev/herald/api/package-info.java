/**
 * Herald's API as its users see it: what conditions and reasons mean, and how durations and sizes are written. The resources themselves
 * lie in one package for each version of the API.
 */
package dev.herald.api;
