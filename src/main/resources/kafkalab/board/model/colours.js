// Colours that colour-blind people can tell apart (Okabe and Ito); a name always stands beside them.

export const PALETTE = ['#e69f00', '#56b4e9', '#009e73', '#cc79a7', '#d55e00', '#f0e442', '#0072b2'];

/** The text on each of them. */
export const INK = ['#000', '#000', '#000', '#000', '#000', '#000', '#fff'];

/** A member keeps its colour. The number at the end of its name decides, if no present member has that colour. */
export function giveColours(colours, members) {
  const present = new Set(members.map(m => m.name));
  for (const {name} of members) {
    if (colours.has(name)) continue;
    const taken = new Set([...colours].filter(([other]) => present.has(other)).map(([, index]) => index));
    const wanted = Number(/(\d{1,4})$/.exec(name)?.[1] ?? colours.size + 1) - 1;
    const order = PALETTE.map((_, i) => (Math.max(0, wanted) + i) % PALETTE.length);
    colours.set(name, order.find(i => !taken.has(i)) ?? order[0]);
  }
}
