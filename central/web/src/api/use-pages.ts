import { useInfiniteQuery } from '@tanstack/react-query'

/** A list that the server gives in pages, as far as it was asked for. */
export interface Pages<T> {
  readonly items: readonly T[]
  readonly isLoading: boolean
  readonly error: Error | null
  /** Loads again all that is shown. */
  readonly refetch: () => unknown
  /** The next page; null: there is none. */
  readonly more: (() => unknown) | null
  readonly isLoadingMore: boolean
}

/**
 * Newest first, a page at a time.
 * @param load the page before a cursor; `before` is empty or begins with `&`
 */
export function usePages<P, T, C extends string | number>(
  key: readonly unknown[],
  load: (before: string) => Promise<P>,
  read: (page: P) => { readonly items: readonly T[]; readonly next: C | null },
): Pages<T> {
  const query = useInfiniteQuery({
    queryKey: key,
    // Whoever comes back to a list wants to see it as it is now.
    refetchOnMount: 'always',
    initialPageParam: null as C | null,
    queryFn: ({ pageParam }) => load(pageParam === null ? '' : `&before=${pageParam}`),
    getNextPageParam: (page) => read(page).next,
  })
  return {
    items: query.data?.pages.flatMap((page) => read(page).items) ?? [],
    isLoading: query.isLoading,
    error: query.error,
    refetch: () => query.refetch(),
    more: query.hasNextPage ? () => query.fetchNextPage() : null,
    isLoadingMore: query.isFetchingNextPage,
  }
}
