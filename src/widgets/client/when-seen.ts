/** Tells of each element, by its place, when it comes into view and when it leaves it. Gives what ends this. */
export function whenSeen(elements: readonly Element[], tell: (place: number, isSeen: boolean) => void): () => void {
  const places = new Map(elements.map((element, place) => [element, place]));
  const observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) tell(places.get(target) ?? 0, isIntersecting);
  });
  for (const element of elements) observer.observe(element);
  return () => observer.disconnect();
}
