/** Container images as files. */
package dev.herald.e2e.image;
