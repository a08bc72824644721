import { Page } from '@/ui/page';
import { Skeleton } from '@/ui/states';

/** The page's boxes while it loads. */
export function ProductSkeleton() {
  return (
    <Page className="pt-4">
      <Skeleton className="my-3 h-5 w-48" />
      <div className="mt-2 grid grid-cols-1 gap-8 lg:grid-cols-[1.08fr_minmax(0,1fr)] lg:gap-14">
        <Skeleton className="aspect-square w-full rounded-3xl! max-sm:aspect-[6/5]" />
        <div className="space-y-4">
          <Skeleton className="h-5 w-24" />
          <Skeleton className="h-11 w-4/5" />
          <Skeleton className="h-8 w-32" />
          <Skeleton className="h-24 w-full" />
          <Skeleton className="h-13 w-full rounded-full!" />
        </div>
      </div>
    </Page>
  );
}
