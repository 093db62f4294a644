package dev.herald.worker.provider;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves names to addresses of the public Internet and to no others, so that a webhook's URL cannot reach into the
 * network where the worker runs. What is checked is what is connected to: nobody resolves the name a second time.
 * <p>
 * Allowed is global unicast; refused are the entries of the IANA special-purpose registries (RFC 6890) that are not
 * globally reachable, or that lead to IPv4 addresses by another way (6to4, Teredo, NAT64).
 */
final class PublicAddresses implements DnsResolver {
    private static final Block GLOBAL_UNICAST = Block.of("2000::/3");
    private static final List<Block> REFUSED = List.of(Block.of("0.0.0.0/8"), Block.of("10.0.0.0/8"),
            Block.of("100.64.0.0/10"), Block.of("127.0.0.0/8"), Block.of("169.254.0.0/16"), Block.of("172.16.0.0/12"),
            Block.of("192.0.0.0/24"), Block.of("192.0.2.0/24"), Block.of("192.88.99.0/24"), Block.of("192.168.0.0/16"),
            Block.of("198.18.0.0/15"), Block.of("198.51.100.0/24"), Block.of("203.0.113.0/24"), Block.of("224.0.0.0/4"),
            Block.of("240.0.0.0/4"), Block.of("2001::/23"), Block.of("2001:db8::/32"), Block.of("2002::/16"),
            Block.of("3fff::/20"));

    // What ends in a number is an address to every resolver, in more notations than anyone checks: 127.1, 0x7f000001.
    private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0[xX][0-9a-fA-F]*)\\.?");
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern DOTTED_QUAD = Pattern.compile("(" + OCTET + "\\.){3}" + OCTET);

    private final DnsResolver names;

    /**
     * @param names
     *            what knows the addresses of names
     */
    PublicAddresses(DnsResolver names) {
        this.names = names;
    }

    /**
     * @throws RefusedAddressException
     *             when the name has addresses, and none of them is public
     */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (bare.contains("%") || ENDS_IN_NUMBER.matcher(bare).matches() && !DOTTED_QUAD.matcher(bare).matches()) {
            throw new RefusedAddressException("the URL's host is an address in an unusual notation");
        }
        InetAddress[] known = names.resolve(bare);
        InetAddress[] allowed = Arrays.stream(known).filter(PublicAddresses::isPublic).toArray(InetAddress[]::new);
        if (allowed.length == 0 && known.length > 0) {
            throw new RefusedAddressException(
                    "the URL's host has no public address; for one inside the cluster set webhook.addresses: Any");
        }
        return allowed;
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
        return names.resolveCanonicalHostname(host);
    }

    static boolean isPublic(InetAddress address) {
        boolean unicast = address instanceof Inet4Address || GLOBAL_UNICAST.contains(address);
        return unicast && REFUSED.stream().noneMatch(block -> block.contains(address));
    }

    /** Tells a refusal from a name that does not exist. */
    static final class RefusedAddressException extends UnknownHostException {
        RefusedAddressException(String reason) {
            super(reason);
        }
    }

    private record Block(InetAddress network, int bits) {

        static Block of(String cidr) {
            int slash = cidr.indexOf('/');
            return new Block(InetAddress.ofLiteral(cidr.substring(0, slash)),
                    Integer.parseInt(cidr.substring(slash + 1)));
        }

        boolean contains(InetAddress address) {
            byte[] mine = network.getAddress();
            byte[] theirs = address.getAddress();
            if (mine.length != theirs.length) {
                return false;
            }
            int bytes = bits / 8;
            int mask = 0xff00 >> bits % 8 & 0xff;
            return Arrays.equals(mine, 0, bytes, theirs, 0, bytes)
                    && (mask == 0 || (mine[bytes] & mask) == (theirs[bytes] & mask));
        }
    }
}
