import { parseSubnet, type Subnet } from '../host/subnet.ts';
import { BadValue } from './key.ts';
import { listItems } from './textValues.ts';

/** Reads a list of IP addresses and networks (`address/bits`); it may be empty. */
export function subnets(text: string): readonly Subnet[] {
  return listItems(text).map((item) => {
    const subnet = parseSubnet(item);
    if (subnet === undefined) throw new BadValue(`holds "${item}", which is neither an IP address nor address/bits`);
    return subnet;
  });
}
